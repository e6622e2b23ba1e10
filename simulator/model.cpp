#include "simulator/model.hpp"

#include <array>
#include <span>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "base/named_rows.hpp"
#include "strategies/afterwards/too_many.hpp"

namespace dispatchbench::simulator {
namespace {

using Accept = ReactorParts::Accept;
using Afterwards = ReactorParts::Afterwards;
using Handoff = ReactorParts::Handoff;

constexpr std::array loops{
    LoopModel{.name = "threads-epoll", .make = make_shared_queue, .accepts_in_turn = true},
    LoopModel{.name = "shared-reactor", .make = make_shared_queue, .accepts_in_turn = true},
    LoopModel{.name = "work-stealing", .make = make_stealing, .acceptor = true},
    LoopModel{.name = "reactor-pool", .make = make_reactor_pool, .queues = Queues::each},
    LoopModel{.name = "poller-pool", .make = make_poller_pool, .acceptor = true, .poller = true},
    LoopModel{
        .name = "work-stealing-pool", .make = make_stealing_pool, .acceptor = true, .poller = true},
    LoopModel{.name = "oldest-first", .make = make_oldest_first, .acceptor = true, .poller = true},
    LoopModel{
        .name = "elastic", .make = make_elastic, .acceptor = true, .queues = Queues::changing},
    LoopModel{.name = "thread-per-connection",
              .make = make_thread_per_connection,
              .acceptor = true,
              .queues = Queues::each},
    LoopModel{.name = "blocking-pool",
              .make = make_blocking_pool,
              .acceptor = true,
              .queues = Queues::each},
    LoopModel{.name = "blocking-accept", .make = make_blocking_accept, .queues = Queues::each}};

struct AcceptModel {
  std::string_view name;
  Accept accept;
};
constexpr std::array accept_models{AcceptModel{"acceptor-thread", Accept::by_acceptor},
                                   AcceptModel{"own-listener", Accept::by_hash},
                                   AcceptModel{"own-listener-at-random", Accept::by_hash},
                                   AcceptModel{"shared-listener", Accept::by_any},
                                   AcceptModel{"shared-listener-herd", Accept::by_any},
                                   AcceptModel{"shared-listener-rotating", Accept::by_turns},
                                   AcceptModel{"gated-listener", Accept::by_gate},
                                   AcceptModel{"group-listeners", Accept::by_groups},
                                   AcceptModel{"interleaved-listeners", Accept::by_neighbours},
                                   AcceptModel{"all-listeners", Accept::by_sleepers}};

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
constexpr std::array afterwards_models{
    AfterwardsModel{"stays", Afterwards::stays, 0},
    AfterwardsModel{"closes-after-100", Afterwards::closes, 100},
    AfterwardsModel{"moves-after-100", Afterwards::moves, 100},
    AfterwardsModel{"evens-out", Afterwards::evens_out, requests_between_looks}};

/// Null if there is none of that name; `why` then says so.
template <class Row, std::size_t N>
const Row* known(std::string_view what, const std::array<Row, N>& rows, std::string_view name,
                 std::optional<std::string>& why) {
  const Row* const row = find_named(rows, name);
  if (row == nullptr) {
    why = fmt::format("{} {} has no model; simulated are {}", what, name, names_of(rows));
  }
  return row;
}

std::optional<Model> find_model(const StrategyRow& strategy,
                                const std::optional<Parts>& other_parts,
                                std::optional<std::string>& why) {
  const std::optional<Parts>& parts = other_parts ? other_parts : strategy.parts;
  if (!parts) {
    const LoopModel* const loop = known("the loop of", loops, strategy.name, why);
    return loop != nullptr ? std::optional(Model(*loop)) : std::nullopt;
  }
  if (parts->placement->reads_origin) {
    why = fmt::format("--placement {} has no model: simulated connections come from nowhere",
                      parts->placement->name);
    return std::nullopt;
  }
  const AcceptModel* const accept = known("--accept", accept_models, parts->accept->name, why);
  const AfterwardsModel* const then =
      known("--afterwards", afterwards_models, parts->afterwards->name, why);
  const HandoffModel* const handoff = known("--handoff", handoff_models, parts->handoff->name, why);
  if (accept == nullptr || then == nullptr || handoff == nullptr) return std::nullopt;
  return Model(ReactorParts{accept->accept, parts->placement, handoff->handoff, then->afterwards,
                            then->after, find_named(placements(), parts->afterwards->placement)});
}

}  // namespace

bool Model::has_acceptor() const noexcept {
  if (const auto* parts = std::get_if<ReactorParts>(&how_)) {
    return parts->accept == Accept::by_acceptor;
  }
  return loop().acceptor;
}

bool Model::accepts_in_turn() const noexcept {
  return std::holds_alternative<const LoopModel*>(how_) && loop().accepts_in_turn;
}

std::uint32_t Model::other_threads(std::uint32_t workers) const noexcept {
  const auto* parts = std::get_if<ReactorParts>(&how_);
  const std::uint32_t acceptors = has_acceptor() ? 1 : 0;
  if (parts == nullptr) return acceptors + (loop().poller ? 1 : 0);
  return acceptors + (parts->handoff != Handoff::direct ? workers : 0);
}

std::string_view Model::others_called() const noexcept {
  return std::holds_alternative<ReactorParts>(how_) ? "helper" : "poller";
}

Queues Model::queues() const noexcept {
  const auto* parts = std::get_if<ReactorParts>(&how_);
  if (parts == nullptr) return loop().queues;
  return parts->afterwards == Afterwards::stays ? Queues::each : Queues::changing;
}

std::unique_ptr<Server> Model::make(const ServerSetting& setting, Host& host,
                                    Connections& connections, Client& client) const {
  if (const auto* parts = std::get_if<ReactorParts>(&how_)) {
    return make_reactors(*parts, setting, host, connections, client);
  }
  return loop().make(setting, host, connections, client);
}

std::optional<std::string> why_no_model(const StrategyRow& strategy,
                                        const std::optional<Parts>& other_parts) {
  std::optional<std::string> why;
  find_model(strategy, other_parts, why);
  return why;
}

Model model_of(const StrategyRow& strategy, const std::optional<Parts>& other_parts) {
  std::optional<std::string> why;
  const std::optional<Model> model = find_model(strategy, other_parts, why);
  if (!model) throw UsageError(*why);
  return *model;
}

}  // namespace dispatchbench::simulator
