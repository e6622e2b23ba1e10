#include "simulator/model.hpp"

#include <array>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/command_line.hpp"

namespace dispatchbench::simulator {
namespace {

using Accept = ReactorParts::Accept;
using Afterwards = ReactorParts::Afterwards;
using Handoff = ReactorParts::Handoff;

struct LoopModel {
  std::string_view name;  ///< of the strategy
  MakeServer* make;
  bool acceptor;
};
constexpr std::array loops{LoopModel{"threads-epoll", make_shared_queue, false},
                           LoopModel{"work-stealing", make_stealing, true}};

struct AcceptModel {
  std::string_view name;
  Accept accept;
};
constexpr std::array accept_models{AcceptModel{"acceptor-thread", Accept::by_acceptor},
                                   AcceptModel{"own-listener", Accept::by_hash},
                                   AcceptModel{"shared-listener", Accept::by_any}};

struct HandoffModel {
  std::string_view name;
  Handoff handoff;
};
constexpr std::array handoff_models{
    HandoffModel{"none", Handoff::direct}, HandoffModel{"eventfd", Handoff::direct},
    HandoffModel{"condvar", Handoff::helper}, HandoffModel{"condvar-article", Handoff::new_helper}};

struct AfterwardsModel {
  std::string_view name;
  Afterwards afterwards;
  std::uint32_t after;
};
constexpr std::array afterwards_models{AfterwardsModel{"stays", Afterwards::stays, 0},
                                       AfterwardsModel{"closes-after-100", Afterwards::closes, 100},
                                       AfterwardsModel{"moves-after-100", Afterwards::moves, 100}};

template <class Row, std::size_t N>
const Row& known(std::string_view what, const std::array<Row, N>& rows, std::string_view name) {
  std::vector<std::string_view> names;
  for (const Row& row : rows) {
    if (row.name == name) return row;
    names.push_back(row.name);
  }
  throw UsageError(
      fmt::format("{} {} has no model; simulated are {}", what, name, fmt::join(names, ", ")));
}

}  // namespace

bool Model::has_acceptor() const noexcept {
  if (const auto* parts = std::get_if<ReactorParts>(&how_)) {
    return parts->accept == Accept::by_acceptor;
  }
  return std::get<OwnLoop>(how_).acceptor;
}

std::uint32_t Model::other_threads(std::uint32_t workers) const noexcept {
  const auto* parts = std::get_if<ReactorParts>(&how_);
  const bool helpers = parts != nullptr && parts->handoff != Handoff::direct;
  return (has_acceptor() ? 1 : 0) + (helpers ? workers : 0);
}

Queues Model::queues() const noexcept {
  const auto* parts = std::get_if<ReactorParts>(&how_);
  if (parts == nullptr) return Queues::one;
  return parts->afterwards == Afterwards::stays ? Queues::each : Queues::changing;
}

std::unique_ptr<Server> Model::make(const ServerSetting& setting, Host& host,
                                    Connections& connections, Client& client) const {
  if (const auto* parts = std::get_if<ReactorParts>(&how_)) {
    return make_reactors(*parts, setting, host, connections, client);
  }
  return std::get<OwnLoop>(how_).make(setting, host, connections, client);
}

Model model_of(const StrategyRow& strategy, const std::optional<Parts>& other_parts) {
  const std::optional<Parts>& parts = other_parts ? other_parts : strategy.parts;
  if (!parts) {
    const LoopModel& loop = known("the loop of", loops, strategy.name);
    return Model(loop.make, loop.acceptor);
  }
  const AfterwardsModel& afterwards =
      known("--afterwards", afterwards_models, parts->afterwards->name);
  return Model(ReactorParts{known("--accept", accept_models, parts->accept->name).accept,
                            parts->placement,
                            known("--handoff", handoff_models, parts->handoff->name).handoff,
                            afterwards.afterwards, afterwards.after});
}

}  // namespace dispatchbench::simulator
