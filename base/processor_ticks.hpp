// What the kernel has counted of the time of all processors, by whomever it was used.
#pragma once

#include <cstdint>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>

namespace dispatchbench {

/// Since the machine was started, in ticks, of which there are sysconf(_SC_CLK_TCK) a second.
/// Guests are within `user` and `nice` already.
struct ProcessorTicks {
  std::uint64_t user = 0;
  std::uint64_t nice = 0;
  std::uint64_t system = 0;
  std::uint64_t idle = 0;
  std::uint64_t disk = 0;  ///< idle, while somebody waited for one
  std::uint64_t irq = 0;
  std::uint64_t softirq = 0;
  std::uint64_t steal = 0;  ///< taken by the hypervisor
};

/// The first line of /proc/stat; nothing if it is not one.
inline std::optional<ProcessorTicks> parse_processor_ticks(std::string_view stat) {
  std::istringstream fields{std::string(stat.substr(0, stat.find('\n')))};
  std::string name;
  ProcessorTicks ticks;
  fields >> name >> ticks.user >> ticks.nice >> ticks.system >> ticks.idle >> ticks.disk >>
      ticks.irq >> ticks.softirq >> ticks.steal;
  if (!fields || name != "cpu") return std::nullopt;
  return ticks;
}

/// Now; nothing if /proc cannot be read. Any thread.
inline std::optional<ProcessorTicks> processor_ticks() {
  std::ifstream file("/proc/stat");
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  return parse_processor_ticks(line);
}

}  // namespace dispatchbench
