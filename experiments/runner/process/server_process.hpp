// A server that is started for one run and ended after it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "experiments/runner/process/child_process.hpp"
#include "experiments/runner/process/failure.hpp"
#include "experiments/runner/process/server_launch.hpp"
#include "experiments/runner/process/watch.hpp"

namespace dispatchbench::runner {

/// The address in the line "listening on http://ADDR:PORT"; nothing if there is no whole such line.
std::optional<std::string> address_in(std::string_view output);

class ServerProcess {
 public:
  /// `log` gets its standard error.
  ServerProcess(const Launch& launch, std::filesystem::path log);

  /// Waits for the line that says it accepts connections, or until it listens on the port it was
  /// told. A failure if it ends first or that takes longer than `limit`.
  std::optional<Failure> await_ready(Watch& watch, Nanoseconds limit);

  /// Once ready: http://ADDR:PORT.
  const std::string& address() const noexcept { return address_; }

  ChildProcess& process() noexcept { return process_; }

  /// Asks it to end and waits. A failure if it had ended before, does not end within `grace` (it
  /// is killed then), or ends otherwise than its launch allows.
  std::optional<Failure> stop(Watch& watch, Nanoseconds grace);

  /// A failure with this server's last words.
  Failure failure(std::string what) const;

 private:
  bool is_ready();
  bool ended_well(const Ending& ending) const;

  Launch launch_;
  std::filesystem::path log_;
  ChildProcess process_;
  std::string output_;
  std::string address_;
};

}  // namespace dispatchbench::runner
