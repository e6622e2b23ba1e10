// Files of runs, as `bench run --resume` and `bench compare` meet them: read, or refused.
#include <cstdint>

#include "experiments/runner/json.hpp"
#include "experiments/runner/outcome.hpp"
#include "memory_file.hpp"

using namespace dispatchbench;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const MemoryFile file(data, size);
  const auto record = runner::try_read_json(file.path());
  if (!record) return 0;
  try {
    runner::read_outcome(*record);
  } catch (const runner::Json::exception&) {  // a file that is no run's
  }
  return 0;
}
