// The two programs that every run needs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace dispatchbench::runner {

struct Programs {
  std::filesystem::path server;  ///< dispatch_server
  std::filesystem::path load;    ///< loadgen
};

/// The program that this is in.
std::filesystem::path own_program();

/// Looks in `folder`, or if that is empty in $DISPATCHBENCH_BIN, or beside this program. Throws
/// UsageError that names a program that is missing.
Programs find_programs(const std::string& folder);

/// Two files of the same content are the same.
struct ProgramIdentity {
  std::string path;
  std::uint64_t size = 0;
  std::string hash;
};

/// By the programs' names, or the peers'.
using ProgramIdentities = std::map<std::string, ProgramIdentity>;

ProgramIdentity identity_of(const std::filesystem::path& program);

/// Of "dispatch_server" and "loadgen".
ProgramIdentities identities_of(const Programs& programs);

}  // namespace dispatchbench::runner
