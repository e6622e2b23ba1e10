// The report of a run, served on loopback while the run goes on: plots/live.py, in a process of its
// own with the lowest priority.
#pragma once

#include <filesystem>
#include <string>

#include "experiments/runner/process/child_process.hpp"
#include "experiments/runner/process/watch.hpp"

namespace dispatchbench::runner {

class LivePage {
 public:
  /// For the run in `folder`, which need not be there yet. Waits until it listens; throws
  /// std::runtime_error if it does not, and Interrupted. Make it from the main thread.
  LivePage(const std::filesystem::path& folder, Interrupt& interrupt);

  /// http://127.0.0.1:PORT/
  const std::string& address() const noexcept { return address_; }

  /// The run has ended. Waits while figures are drawn for whoever looks at the page. Throws
  /// Interrupted.
  void finish(Interrupt& interrupt);

 private:
  ChildProcess process_;
  std::string address_;
};

}  // namespace dispatchbench::runner
