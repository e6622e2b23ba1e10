#include "experiments/runner/process/program_hash.hpp"

#include <cstdint>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

namespace dispatchbench::runner {

std::string program_hash() {
  constexpr std::uint64_t prime = 0x100000001b3;
  std::uint64_t hash = 0xcbf29ce484222325;
  std::ifstream program("/proc/self/exe", std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(program), {}};
  for (const char byte : content) hash = (hash ^ static_cast<unsigned char>(byte)) * prime;
  return fmt::format("{:016x}", hash);
}

}  // namespace dispatchbench::runner
