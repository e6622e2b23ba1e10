// Files of results, as `bench run --resume` and the commands that read results meet them: read, or
// refused with one line.
#include <cstdint>
#include <string_view>

#include "base/command_line.hpp"
#include "check.hpp"
#include "experiments/runner/process/memory_file.hpp"
#include "experiments/runner/results/manifest.hpp"
#include "experiments/runner/results/run.hpp"
#include "experiments/runner/results/summary.hpp"

using namespace dispatchbench;

namespace {

template <class Reader>
void read_or_refuse(const std::filesystem::path& path, Reader read) {
  try {
    read(path);
  } catch (const UsageError& error) {
    promise(!std::string_view(error.what()).empty(), "a refusal says why");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const runner::MemoryFile file({reinterpret_cast<const char*>(data), size});
  read_or_refuse(file.path(), runner::read_as<runner::MeasuredRun>);
  read_or_refuse(file.path(), runner::read_manifest);
  read_or_refuse(file.path(), runner::read_finished_run);
  return 0;
}
