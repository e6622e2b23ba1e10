// The cells of a map that are measured with sockets as well, workload by workload: an experiment of
// the map's own for each, whose runs are kept below its folder like any other's.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "experiments/runner/process/programs.hpp"
#include "experiments/runner/process/watch.hpp"
#include "experiments/runner/results/results_folder.hpp"
#include "experiments/runner/spec/catalog.hpp"
#include "experiments/runner/spec/experiment.hpp"
#include "experiments/runner/spec/plan.hpp"
#include "simulator/map/make_map.hpp"

namespace dispatchbench::runner {

class MeasuredCells {
 public:
  /// `map` is to be measured, and outlives this. Asks the programs what they can do, and throws
  /// UsageError, one line, if one of them is missing or cannot run what the map has.
  explicit MeasuredCells(const simulator::MapToMake& map);

  /// How many cells, runs, and seconds that will be, before the map is simulated.
  struct Size {
    std::size_t cells = 0;
    std::size_t runs = 0;
    double seconds = 0;
  };
  Size size() const;

  /// After the map was simulated: measures what has not been, and keeps what it comes to.
  /// `progress` hears how many of how many runs are done. Returns how many failed. Throws
  /// Interrupted; what is finished is kept then.
  std::size_t measure(Interrupt& interrupt,
                      const std::function<void(std::size_t, std::size_t)>& progress) const;

 private:
  struct Panel;

  std::vector<std::string> before_simulation() const;
  std::vector<Cell> simulated(const Workload& workload) const;
  std::vector<Panel> panels() const;
  void measure(const Panel& panel, Watch& watch, const std::function<void(bool)>& ran) const;
  /// Measures it, unless it went well before.
  bool goes_well(const PlannedRun& planned, const Experiment& experiment,
                 const ResultsFolder& folder, Watch& watch) const;
  void conclude(const Panel& panel, const ResultsFolder& folder, Watch& watch) const;
  Panel panel_of(const Workload& workload, const std::vector<std::string>& strategies) const;
  ResultsFolder folder_of(const Panel& panel) const;

  const simulator::MapToMake& map_;
  const std::vector<std::string> possible_;  ///< strategies of the map that can be measured
  const Programs programs_;
  const Catalog catalog_;
  const Machine machine_;
};

}  // namespace dispatchbench::runner
