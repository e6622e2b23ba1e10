#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/command_line.hpp"
#include "experiments/runner/spec/experiment.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;

fs::path experiments_folder() {
  const char* const variable =
      std::getenv("DISPATCHBENCH_EXPERIMENTS");  // NOLINT(concurrency-mt-unsafe)
  if (variable != nullptr && *variable != '\0') return variable;
  return fs::path(DISPATCHBENCH_SOURCE_DIR) / "experiments";
}

std::vector<fs::path> experiment_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

fs::path find_experiment(const std::string& name, const fs::path& folder) {
  if (fs::is_regular_file(name)) return name;
  for (const fs::path& candidate : {folder / name, folder / (name + ".json")}) {
    if (fs::is_regular_file(candidate)) return candidate;
  }
  std::vector<std::string> names;
  for (const fs::path& file : experiment_files(folder)) names.push_back(file.stem().string());
  throw UsageError(fmt::format("{}: no such experiment; choose a file or one of {}", name,
                               fmt::join(names, ", ")));
}

}  // namespace dispatchbench::runner
