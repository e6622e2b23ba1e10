// loadgen's own plan, asked by simulated connections: the same requests at the same times as a real
// load of the same options.
#pragma once

#include <vector>

#include "loadgen/plan/plan.hpp"
#include "simulator/load.hpp"

namespace dispatchbench::simulator {

/// Keeps nothing for a connection that requests come to by themselves.
class PlannedLoad final : public Load {
 public:
  explicit PlannedLoad(const loadgen::Options& options);

  std::optional<Request> next(std::uint32_t connection, std::int64_t now_ns) override;
  std::optional<FedRequest> next_fed() override;
  std::uint64_t requests_per_connection(std::uint32_t connection) const override;

  const loadgen::Plan& plan() const noexcept { return plan_; }
  /// Its position in plan().groups().
  unsigned group_of(std::uint32_t connection) const noexcept;

 private:
  /// The connections of a group.
  struct Section {
    std::uint32_t end = 0;  ///< the first that is not among them
    const loadgen::GroupPlan* group = nullptr;
    std::vector<loadgen::SlotSchedule> asking{};  ///< each of them; none where requests come to it
  };

  loadgen::Plan plan_;
  std::vector<Section> sections_;
  std::vector<loadgen::Feed> feeds_;  // of the groups whose requests come by themselves
};

}  // namespace dispatchbench::simulator
