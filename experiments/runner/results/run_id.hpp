// Which run of an experiment it is.
#pragma once

#include <string>

#include "experiments/runner/results/json.hpp"

namespace dispatchbench::runner {

struct RunId {
  unsigned index = 0;           ///< from 1, in the order of running
  unsigned round = 0;           ///< from 1
  unsigned repeat = 0;          ///< from 1, within its round
  std::string name;             ///< of its row
  std::string strategy;         ///< or the peer's name
  Json point = Json::object();  ///< the varied options: {"load.connections": 320}

  /// "007-2-reuseport.json"
  std::string file_name() const;
  /// "reuseport connections=320": its row.
  std::string row() const;
};

/// "strategy-name", or "name connections=320 split=static" at a point.
std::string label(const std::string& name, const Json& point);

}  // namespace dispatchbench::runner
