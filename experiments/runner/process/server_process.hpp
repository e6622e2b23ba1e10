// A server that is started for one run, becomes ready, and is ended after it.
#pragma once

#include <csignal>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "experiments/runner/process/child_process.hpp"
#include "experiments/runner/process/watch.hpp"

namespace dispatchbench::runner {

/// How a server is started: which command, who says where it listens, how it is asked to end.
struct Launch {
  std::vector<std::string> command;
  std::uint16_t port = 0;  ///< of 127.0.0.1, that it was told; 0: it says where it listens
  int stop_signal = SIGTERM;
  int death_signal = SIGKILL;      ///< what it gets should bench die
  bool may_die_of_signal = false;  ///< of stop_signal; else it must exit with 0
  std::string input;  ///< for its standard input, whose end asks it to end; empty: a signal does
};

/// What follows the word `begin` in the first whole line that begins with it; nothing if there is
/// none such.
std::optional<std::string> line_after(std::string_view output, std::string_view begin);

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

  /// Takes what it says, or one that talks would stop at a full pipe. What a server with an `input`
  /// says is kept.
  void drain();

  /// All that was kept.
  const std::string& output() const noexcept { return output_; }

  /// Asks it to end and waits. A failure if it had ended before, does not end within `grace` (it
  /// is killed then), or ends otherwise than its launch allows.
  std::optional<Failure> stop(Watch& watch, Nanoseconds grace);

  /// A failure with this server's last words.
  Failure failure(std::string what) const;

 private:
  bool is_ready();
  void ask_to_end();
  bool ended_well(const Ending& ending) const;

  Launch launch_;
  std::filesystem::path log_;
  ChildProcess process_;
  std::string output_;
  std::string address_;
};

/// Starts a server until it is ready, with another port if somebody else took the one it was told.
/// `prepare` makes the launch of each attempt, with a port of its own choice if the server cannot
/// choose one. `server` is left running if there is no failure. Throws Interrupted.
std::optional<Failure> start_server(std::optional<ServerProcess>& server,
                                    const std::function<Launch()>& prepare,
                                    const std::filesystem::path& log, Watch& watch,
                                    Nanoseconds limit);

/// A port of 127.0.0.1 that nobody listens on now. Throws std::system_error if there is none.
std::uint16_t free_port();

/// Whether somebody listens on `port` of 127.0.0.1.
bool port_is_taken(std::uint16_t port) noexcept;

}  // namespace dispatchbench::runner
