#include "experiments/runner/process/machine.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <gnu/libc-version.h>
#include <string>
#include <string_view>
#include <sys/utsname.h>
#include <unistd.h>

#include <boost/version.hpp>
#include <fmt/core.h>

#include "base/affinity.hpp"
#include "experiments/runner/process/child_process.hpp"

namespace dispatchbench::runner {
namespace {

/// "model name : AMD EPYC" → "AMD EPYC"
Json cpu_model() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const auto colon = line.find(": ");
    if (line.starts_with("model name") && colon != line.npos) return line.substr(colon + 2);
  }
  return nullptr;
}

Json first_line(const char* path) {
  std::ifstream file(path);
  std::string line;
  return std::getline(file, line) ? Json(line) : Json(nullptr);
}

Json kernel() {
  utsname names{};
  if (::uname(&names) != 0) return nullptr;
  return fmt::format("{} {}", names.sysname, names.release);
}

Json load_average() {
  std::array<double, 3> loads{};
  if (::getloadavg(loads.data(), 3) != 3) return nullptr;
  return loads;
}

std::int64_t memory_bytes() {
  return std::int64_t{::sysconf(_SC_PHYS_PAGES)} * ::sysconf(_SC_PAGESIZE);
}

/// With -dirty if tracked files have been changed since.
Json git_revision() {
  auto revision =
      output_of({"/usr/bin/env", "git", "--no-optional-locks", "-C", DISPATCHBENCH_SOURCE_DIR,
                 "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"},
                std::chrono::seconds(10));
  if (!revision || revision->empty()) return nullptr;
  revision->erase(revision->find_last_not_of('\n') + 1);
  return *revision;
}

Json libraries() {
  return {{"boost", BOOST_LIB_VERSION},
          {"libcurl", DISPATCHBENCH_CURL_VERSION},
          {"nlohmann_json", fmt::format("{}.{}.{}", NLOHMANN_JSON_VERSION_MAJOR,
                                        NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH)},
          {"fmt", FMT_VERSION},
          {"glibc", ::gnu_get_libc_version()}};
}

}  // namespace

Json describe_machine() {
  return {{"cpu", cpu_model()},
          {"cores", usable_cpus()},
          {"kernel", kernel()},
          {"governor", first_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")},
          {"load_average", load_average()},
          {"memory_bytes", memory_bytes()},
          {"compiler", DISPATCHBENCH_COMPILER},
          {"build_type", DISPATCHBENCH_BUILD_TYPE},
          {"git_revision", git_revision()},
          {"libraries", libraries()}};
}

bool same_machine(const Json& a, const Json& b) {
  constexpr std::array<std::string_view, 4> keys{"cpu", "cores", "kernel", "memory_bytes"};
  return std::all_of(keys.begin(), keys.end(), [&](std::string_view key) {
    return a.contains(key) && b.contains(key) && a.at(key) == b.at(key);
  });
}

}  // namespace dispatchbench::runner
