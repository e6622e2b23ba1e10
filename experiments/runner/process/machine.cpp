#include "experiments/runner/process/machine.hpp"

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <gnu/libc-version.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <boost/version.hpp>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/affinity.hpp"
#include "base/cpu_quota.hpp"
#include "base/whole.hpp"
#include "experiments/runner/process/child_process.hpp"
#include "experiments/runner/process/places.hpp"

namespace dispatchbench::runner {
namespace {

/// "model name : AMD EPYC" → "AMD EPYC"
std::optional<std::string> cpu_model() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const auto colon = line.find(": ");
    if (line.starts_with("model name") && colon != line.npos) return line.substr(colon + 2);
  }
  return std::nullopt;
}

std::optional<std::string> first_line(const char* path) {
  std::ifstream file(path);
  std::string line;
  return std::getline(file, line) ? std::optional(line) : std::nullopt;
}

std::optional<std::string> kernel() {
  utsname names{};
  if (::uname(&names) != 0) return std::nullopt;
  return fmt::format("{} {}", names.sysname, names.release);
}

std::optional<std::vector<double>> load_average() {
  std::vector<double> loads(3);
  if (::getloadavg(loads.data(), 3) != 3) return std::nullopt;
  return loads;
}

std::int64_t memory_bytes() {
  return std::int64_t{::sysconf(_SC_PHYS_PAGES)} * ::sysconf(_SC_PAGESIZE);
}

std::optional<std::string> revision_as_told() {
  const auto installed = installed_data();
  if (!installed.empty()) return read_whole(installed / "revision");
  return output_of({"/usr/bin/env", "git", "--no-optional-locks", "-C", DISPATCHBENCH_SOURCE_DIR,
                    "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"},
                   std::chrono::seconds(10));
}

/// With -dirty if tracked files have been changed since, or had been when it was installed.
std::optional<std::string> git_revision() {
  auto revision = revision_as_told();
  if (!revision || revision->empty()) return std::nullopt;
  revision->erase(revision->find_last_not_of('\n') + 1);
  return revision;
}

Libraries libraries() {
  return {{{"boost", BOOST_LIB_VERSION},
           {"libcurl", DISPATCHBENCH_CURL_VERSION},
           {"nlohmann_json", fmt::format("{}.{}.{}", NLOHMANN_JSON_VERSION_MAJOR,
                                         NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH)},
           {"fmt", std::to_string(FMT_VERSION)},
           {"glibc", ::gnu_get_libc_version()}}};
}

}  // namespace

Machine describe_machine() {
  Machine machine;
  machine.hardware = {
      cpu_model(),    usable_cpus(),
      kernel(),       first_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
      memory_bytes(), cpu_quota()};
  machine.build = {DISPATCHBENCH_COMPILER, DISPATCHBENCH_BUILD_TYPE, git_revision()};
  machine.load_average = load_average();
  machine.libraries = libraries();
  return machine;
}

std::string own_boot() {
  return first_line("/proc/sys/kernel/random/boot_id").value_or("");
}

bool same_hardware(const Machine& a, const Machine& b) {
  return a.hardware.cpu == b.hardware.cpu && a.hardware.cores == b.hardware.cores &&
         a.hardware.kernel == b.hardware.kernel &&
         a.hardware.memory_bytes == b.hardware.memory_bytes &&
         a.hardware.cpu_quota == b.hardware.cpu_quota;
}

}  // namespace dispatchbench::runner
