#include "simulator/map/designs.hpp"

#include <array>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>

#include "simulator/model.hpp"

namespace dispatchbench::simulator {
namespace {

struct LoopChoices {
  std::string_view strategy;
  std::array<std::string_view, 4> choices;
};
constexpr std::string_view any_worker = "any worker runs it";
constexpr std::string_view acceptor = "acceptor-thread";
constexpr std::array loop_choices{
    LoopChoices{"threads-epoll", {"shared-listener", "here", "none", any_worker}},
    LoopChoices{"shared-reactor", {"shared-listener", "here", "none", any_worker}},
    LoopChoices{"work-stealing", {acceptor, "round-robin", "eventfd", any_worker}},
    LoopChoices{"reactor-pool", {"the first worker", "round-robin", "posted", "stays"}},
    LoopChoices{"poller-pool", {acceptor, "here", "a queue", any_worker}},
    LoopChoices{"work-stealing-pool", {acceptor, "round-robin", "queues", any_worker}},
    LoopChoices{"oldest-first", {acceptor, "here", "a queue", any_worker}},
    LoopChoices{"elastic", {acceptor, "round-robin", "none", "goes to loops that are added"}},
    LoopChoices{"thread-per-connection", {acceptor, "a thread each", "a new thread", "stays"}},
    LoopChoices{"blocking-pool", {acceptor, "a thread each", "condvar", "stays"}},
    LoopChoices{"blocking-accept", {"shared-listener", "a thread each", "none", "stays"}}};

runner::Choices choices_of(const StrategyRow& strategy) {
  if (strategy.parts) {
    const Parts& parts = *strategy.parts;
    return {std::string(parts.accept->name), std::string(parts.placement->name),
            std::string(parts.handoff->name), std::string(parts.afterwards->name)};
  }
  for (const LoopChoices& loop : loop_choices) {
    if (loop.strategy != strategy.name) continue;
    const auto& [accept, placement, handoff, afterwards] = loop.choices;
    return {std::string(accept), std::string(placement), std::string(handoff),
            std::string(afterwards)};
  }
  throw std::logic_error(fmt::format("{}: no row in loop_choices", strategy.name));
}

// Parts that are simulated alike stand here once.
constexpr std::array accepts_asked{"acceptor-thread", "own-listener", "shared-listener"};
constexpr std::array placements_asked{"round-robin", "random", "least-connections", "two-choices",
                                      "join-idle-queue"};
constexpr std::array handoffs_asked{"eventfd", "condvar"};
constexpr std::array afterwards_asked{"stays", "moves-after-100"};
constexpr std::string_view base_strategy = "unpark-queue";  // whose parts are exchanged

void add_combinations(const char* accept, const char* placement,
                      std::vector<DesignToRun>& designs) {
  for (const char* handoff : handoffs_asked) {
    for (const char* afterwards : afterwards_asked) {
      const Parts parts = parts_named(accept, placement, handoff, afterwards);
      const StrategyRow& row = *find_strategy(base_strategy);
      if (why_impossible(parts) || why_no_model(row, parts)) continue;
      designs.push_back({std::string(base_strategy),
                         {{"accept", accept},
                          {"placement", placement},
                          {"handoff", handoff},
                          {"afterwards", afterwards}},
                         {accept, placement, handoff, afterwards}});
    }
  }
}

}  // namespace

runner::MappedStrategy described(const StrategyRow& strategy) {
  return {std::string(strategy.name), std::string(strategy.summary), choices_of(strategy)};
}

std::vector<const StrategyRow*> modelled_strategies() {
  std::vector<const StrategyRow*> modelled;
  for (const StrategyRow& strategy : strategies()) {
    if (!why_no_model(strategy)) modelled.push_back(&strategy);
  }
  return modelled;
}

std::vector<DesignToRun> designs_to_run() {
  std::vector<DesignToRun> designs;
  for (const char* accept : accepts_asked) {
    for (const char* placement : placements_asked) add_combinations(accept, placement, designs);
  }
  for (const char* name : {"reuseport", "shared-listener", "threads-epoll", "work-stealing"}) {
    designs.push_back({name, runner::Json::object(), choices_of(*find_strategy(name))});
  }
  return designs;
}

}  // namespace dispatchbench::simulator
