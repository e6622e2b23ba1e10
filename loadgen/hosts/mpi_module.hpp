// Where the shared object with MPI in it (mpi/) lies, which a loadgen that was built without lacks.
#pragma once

#include <filesystem>
#include <system_error>

namespace dispatchbench::loadgen {

inline constexpr const char* mpi_module_name = "loadgen_mpi.so";

/// Beside that program where it was built, and below the prefix where it is installed; links are
/// followed. Empty if there is none.
inline std::filesystem::path mpi_module_of(const std::filesystem::path& loadgen) {
  std::error_code failed;
  const auto folder = std::filesystem::weakly_canonical(loadgen, failed).parent_path();
  for (const auto& path :
       {folder / mpi_module_name, folder / "../lib/dispatchbench" / mpi_module_name}) {
    if (std::filesystem::exists(path, failed)) return path;
  }
  return {};
}

}  // namespace dispatchbench::loadgen
