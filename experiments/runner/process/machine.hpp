// Where and with what the results were made.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dispatchbench::runner {

/// What a result depends on. Nothing where it cannot be found out.
struct Hardware {
  std::optional<std::string> cpu;
  std::optional<std::int64_t> cores;
  std::optional<std::string> kernel;
  std::optional<std::string> governor;
  std::optional<std::int64_t> memory_bytes;
  std::optional<double> cpu_quota = {};  ///< how many of the cores a cgroup allows, if any does
};

/// What made the programs.
struct Build {
  std::string compiler;
  std::string type;
  std::optional<std::string> git_revision;  ///< with -dirty if tracked files were changed
};

/// Their versions, by name.
struct Libraries {
  std::map<std::string, std::string> versions;
};

struct Machine {
  Hardware hardware;
  Build build;
  std::optional<std::vector<double>> load_average;  ///< over 1, 5 and 15 minutes
  Libraries libraries;
};

/// This one, now. Takes up to some seconds (it asks git).
Machine describe_machine();

/// Which boot of which kernel this is: of two hosts with the same, one machine. Empty where the
/// kernel does not say.
std::string own_boot();

/// Whether two are of the same processor, number of cores, memory and kernel.
bool same_hardware(const Machine& a, const Machine& b);

}  // namespace dispatchbench::runner
