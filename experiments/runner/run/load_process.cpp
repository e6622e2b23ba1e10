#include "experiments/runner/run/load_process.hpp"

#include <chrono>
#include <csignal>

#include "base/output.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;

LoadLaunch load_here(std::vector<std::string> command, const fs::path& folder,
                     const std::string& url) {
  const std::string report = (folder / "load.json").string();
  command.insert(command.end(), {"--output", report, url});
  return {command, command, {}, LoadLaunch::Report::in_file};
}

LoadProcess::LoadProcess(const LoadLaunch& launch, const fs::path& folder)
    : report_(launch.report),
      folder_(folder),
      process_(launch.words, folder / "load.log",
               report_ == LoadLaunch::Report::in_file ? ChildProcess::Output::log
                                                      : ChildProcess::Output::pipe,
               report_ == LoadLaunch::Report::in_file ? SIGKILL : SIGTERM,
               launch.input.empty() ? ChildProcess::Input::nothing : ChildProcess::Input::pipe) {
  process_.write_input(launch.input);
}

void LoadProcess::end() {
  process_.stop(std::chrono::seconds(1));
  drain();
  const auto result = report_ == LoadLaunch::Report::in_result ? result_in(said_) : std::nullopt;
  const bool brought = result && result->files.contains("load.json");
  if (brought) write_output(folder_ / "load.json", result->files.at("load.json"));
  if (report_ == LoadLaunch::Report::printed && !said_.empty()) {
    write_output(folder_ / "load.json", said_);
  }
}

}  // namespace dispatchbench::runner
