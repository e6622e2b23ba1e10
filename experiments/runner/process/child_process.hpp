// One process that bench starts, watches and ends.
#pragma once

#include <csignal>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include "base/clock.hpp"
#include "base/descriptor.hpp"

namespace dispatchbench::runner {

/// How a process ended.
struct Ending {
  bool signalled = false;
  int number = 0;  ///< exit status, or the signal

  bool success() const { return !signalled && number == 0; }
  /// As a shell has it: 128 and the signal where one ended it.
  int code() const { return signalled ? 128 + number : number; }
  /// "exited with 3" or "was ended by SIGSEGV (Segmentation fault)".
  std::string text() const;
};

/// Why a run gave no result.
struct Failure {
  std::string what;
  std::string last_words;  ///< the end of the failing process's standard error
};

/// The process leads a group of its own, so that a Ctrl-C at the terminal reaches bench alone. It
/// gets default signal handling, and `death_signal` from the kernel should bench die, however it
/// dies: so make it from the main thread. What is left of its group when it ends is killed. Not
/// copyable; used from one thread.
class ChildProcess {
 public:
  enum class Output { log, pipe };
  enum class Input { nothing, pipe };

  /// Starts `command`; its standard error, and its output unless that is a pipe, go to `log`. A
  /// program that cannot be run ends with 127 and says why in the log. Throws std::system_error if
  /// there can be no process.
  ChildProcess(const std::vector<std::string>& command, const std::filesystem::path& log,
               Output output, int death_signal = SIGKILL, Input input = Input::nothing);

  /// Stops it, with two seconds' grace, if it still runs.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const noexcept { return pid_; }

  /// Readable once the process has ended.
  int descriptor() const noexcept { return descriptor_.get(); }

  /// The reading end of its standard output, which does not block; -1 without a pipe and after its
  /// end.
  int output() const noexcept { return output_.get(); }

  /// What has been written to the pipe since the last call; of a process that writes without end a
  /// part, which is 1 MiB at most.
  std::string read_output();

  /// Writes to its standard input, which is a pipe, and waits until it has taken all. What nobody
  /// reads any more is lost: the process has ended then.
  void write_input(std::string_view text) noexcept;

  /// The end of its standard input.
  void close_input() noexcept { input_.reset(); }

  /// Nothing while it runs. Never waits.
  std::optional<Ending> ending();

  /// Sends a signal to its whole group.
  void signal(int number) noexcept;

  /// The end of its input and SIGTERM, and SIGKILL if it has not ended within `grace`. Waits, for
  /// no longer than that. True if it went by itself.
  bool stop(Nanoseconds grace);

 private:
  void wait_for_end(int milliseconds) noexcept;
  void reap(int options) noexcept;

  pid_t pid_ = -1;
  Descriptor descriptor_;
  Descriptor output_;
  Descriptor input_;
  std::optional<Ending> ending_;
};

/// All that `command` writes to standard output; nothing if it fails, takes longer than `limit`, or
/// writes more than 16 MB.
std::optional<std::string> output_of(const std::vector<std::string>& command, Nanoseconds limit);

/// The last lines of a file, 2,000 bytes at most, control characters replaced; empty if there is
/// none.
std::string last_words(const std::filesystem::path& log);

}  // namespace dispatchbench::runner
