// The load of one run, wherever it comes from.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "experiments/runner/process/child_process.hpp"
#include "experiments/runner/run/hosts.hpp"

namespace dispatchbench::runner {

/// What starts `command` here, which is loadgen with its options but for the output.
LoadLaunch load_here(std::vector<std::string> command, const std::filesystem::path& folder,
                     const std::string& url);

class LoadProcess {
 public:
  /// Starts it; its log and its report are in `folder` in the end. Make it from the main thread.
  LoadProcess(const LoadLaunch& launch, const std::filesystem::path& folder);

  int descriptor() const noexcept { return process_.descriptor(); }
  int output() const noexcept { return process_.output(); }

  /// Takes what it prints.
  void drain() { said_ += process_.read_output(); }

  std::optional<Ending> ending() { return process_.ending(); }

  /// Ends it if it has not ended, and puts its report where it belongs.
  void end();

 private:
  LoadLaunch::Report report_;
  std::filesystem::path folder_;
  ChildProcess process_;
  std::string said_;
};

}  // namespace dispatchbench::runner
