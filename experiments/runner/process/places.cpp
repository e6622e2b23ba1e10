#include "experiments/runner/process/places.hpp"

#include <system_error>

namespace dispatchbench::runner {
namespace fs = std::filesystem;

fs::path installed_data() {
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  fs::path data = program.parent_path().parent_path() / "share" / "dispatchbench";
  return fs::is_directory(data / "experiments", ignored) ? data : fs::path();
}

fs::path data_root() {
  fs::path installed = installed_data();
  return installed.empty() ? fs::path(DISPATCHBENCH_SOURCE_DIR) : installed;
}

fs::path standard_results() {
  const bool installed = !installed_data().empty();
  return (installed ? fs::current_path() : fs::path(DISPATCHBENCH_SOURCE_DIR)) / "results";
}

}  // namespace dispatchbench::runner
