// The command line of dispatch_server, checked before anything starts.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/clock.hpp"
#include "machine/options.hpp"
#include "machine/simple_costs.hpp"
#include "servers/http_service.hpp"
#include "strategies/registry.hpp"
#include "strategies/runtime/listener.hpp"

namespace dispatchbench {

struct Options {
  /// --help, --version or a list: print this and exit with 0; the rest is not filled.
  std::optional<std::string> information;

  const StrategyRow* strategy = nullptr;
  unsigned threads = 1;  ///< as asked for; see workers()
  bool threads_given = false;
  bool max_connections_given = false;
  ListenAddress listen;
  bool share_port = false;  ///< with other servers that are told so too
  bool take_over = false;   ///< … of which the last to come gets every connection
  std::optional<std::filesystem::path> store;  ///< none: --null
  std::optional<Parts> parts;  ///< of the strategy, as it is run; none: it has a loop of its own
  const BackendRow* backend = nullptr;
  Nanoseconds placement_delay{};
  unsigned listeners = 0;  ///< where workers accept in groups
  std::uint64_t seed = 0;  ///< of what placements leave to chance
  std::size_t buffer_size = 0;
  int backlog = 0;
  SimpleCosts emulation;
  MachineOptions machine_options;
  std::optional<std::filesystem::path> report;
  Nanoseconds sample_interval{};
  Nanoseconds look_interval{};  ///< 0: nobody looks whether workers idle while requests wait
  Nanoseconds drain_timeout{};
  std::vector<int> pin;  ///< worker i runs on pin[i % size]; empty: anywhere
  HttpSettings http;

  /// The machine that is emulated, if one is.
  std::optional<EmulatedMachine::Setting> machine() const;

  /// A strategy that has one worker has one whatever --threads says.
  unsigned workers() const noexcept { return strategy->single_worker ? 1 : threads; }

  /// How many the strategy opens.
  std::size_t listening_sockets() const noexcept;
};

/// Throws UsageError. Raises the soft limit of descriptors to the hard one, for that limits
/// --max-connections.
Options parse_options(int argc, const char* const* argv);

/// What is worth a line on standard error; there may be nothing.
std::vector<std::string> warnings(const Options& options);

/// The options in force by their long names, as one would write them, for the report.
nlohmann::json to_json(const Options& options);

}  // namespace dispatchbench
