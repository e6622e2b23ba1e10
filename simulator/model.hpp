// Which simulated server stands for which strategy.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "simulator/loops.hpp"
#include "simulator/reactors.hpp"
#include "strategies/registry.hpp"

namespace dispatchbench::simulator {

/// How the workers' queues hang together.
enum class Queues {
  one,      ///< whoever is free takes what waits
  each,     ///< a worker serves its connections, and they stay
  changing  ///< connections come to other workers
};

/// A server with a loop of its own.
struct LoopModel {
  std::string_view name;  ///< of the strategy
  MakeServer* make = nullptr;
  bool acceptor = false;         ///< a thread accepts, the first after the workers
  bool poller = false;           ///< another polls, the next
  bool accepts_in_turn = false;  ///< its workers accept, but one at a time
  Queues queues = Queues::one;
};

/// A strategy as it is simulated: of parts, or with a loop of its own.
class Model {
 public:
  explicit Model(const ReactorParts& parts) : how_(parts) {}
  explicit Model(const LoopModel& loop) : how_(&loop) {}

  /// It has a thread that does nothing but accept: the first after the workers.
  bool has_acceptor() const noexcept;

  /// Its workers accept, but one at a time: the listening socket is armed for one of them.
  bool accepts_in_turn() const noexcept;

  /// Threads that it has besides its workers.
  std::uint32_t other_threads(std::uint32_t workers) const noexcept;

  /// What those are called that are no acceptor.
  std::string_view others_called() const noexcept;

  Queues queues() const noexcept;

  /// What is referred to lives longer.
  std::unique_ptr<Server> make(const ServerSetting& setting, Host& host, Connections& connections,
                               Client& client) const;

 private:
  const LoopModel& loop() const noexcept { return *std::get<const LoopModel*>(how_); }

  std::variant<ReactorParts, const LoopModel*> how_;
};

/// Why a strategy has no model, in one line that names what there is no model of; none: it has one.
std::optional<std::string> why_no_model(const StrategyRow& strategy,
                                        const std::optional<Parts>& other_parts = std::nullopt);

/// The model of a strategy, with other parts than its own where they are given. Throws UsageError
/// with why_no_model().
Model model_of(const StrategyRow& strategy, const std::optional<Parts>& other_parts = std::nullopt);

}  // namespace dispatchbench::simulator
