#include "experiments/runner/process/programs.hpp"

#include <unistd.h>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "base/environment.hpp"
#include "base/whole.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

fs::path folder_of_programs(const std::string& folder) {
  if (!folder.empty()) return fs::absolute(folder);
  if (const auto named = environment("DISPATCHBENCH_BIN")) return fs::absolute(*named);
  return own_program().parent_path();
}

fs::path find_program(const fs::path& folder, const char* name) {
  fs::path path = folder / name;
  if (::access(path.c_str(), X_OK) == 0 && fs::is_regular_file(path)) return path;
  throw UsageError("{} is not in {}; build it, or say where it is with --bin DIR", name,
                   folder.string());
}

/// FNV-1a: tells builds apart, no more.
std::string hash_of(const fs::path& path) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char byte : read_whole(path).value_or("")) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3U;
  }
  return fmt::format("{:016x}", hash);
}

}  // namespace

fs::path own_program() {
  return fs::read_symlink("/proc/self/exe");
}

ProgramIdentity identity_of(const fs::path& program) {
  return {program.string(), fs::file_size(program), hash_of(program)};
}

Programs find_programs(const std::string& folder) {
  const fs::path where = folder_of_programs(folder);
  return {find_program(where, "dispatch_server"), find_program(where, "loadgen")};
}

ProgramIdentities identities_of(const Programs& programs) {
  return {{"dispatch_server", identity_of(programs.server)},
          {"loadgen", identity_of(programs.load)}};
}

}  // namespace dispatchbench::runner
