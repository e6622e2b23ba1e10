#include "experiments/runner/process/cpu_usage.hpp"

#include <algorithm>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>

#include "base/clock.hpp"

namespace dispatchbench::runner {

std::optional<MachineCpu> parse_machine_cpu(std::string_view text, double ticks) {
  std::istringstream fields{std::string(text)};
  std::string name;
  double user = 0, nice = 0, system = 0, idle = 0, disk = 0, irq = 0, softirq = 0, steal = 0;
  fields >> name >> user >> nice >> system >> idle >> disk >> irq >> softirq >> steal;
  if (!fields || name != "cpu") return std::nullopt;
  return MachineCpu{(user + nice + system) / ticks, (irq + softirq) / ticks, (idle + disk) / ticks,
                    steal / ticks};
}

std::optional<MachineCpu> machine_cpu() {
  std::ifstream file("/proc/stat");
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  return parse_machine_cpu(line, static_cast<double>(::sysconf(_SC_CLK_TCK)));
}

MachineUse machine_use(const std::optional<MachineCpu>& before,
                       const std::optional<MachineCpu>& after, double own_seconds) {
  MachineUse use;
  use.processors = ::sysconf(_SC_NPROCESSORS_ONLN);
  const double total = before && after ? after->total() - before->total() : 0;
  if (total <= 0) return use;
  const double other = std::max(0.0, after->task - before->task - own_seconds);
  use.idle_fraction = (after->idle - before->idle) / total;
  use.steal_fraction = (after->steal - before->steal) / total;
  use.other_cpu_fraction = std::min(1.0, other / total);
  return use;
}

std::optional<double> process_cpu_seconds(pid_t pid) {
  clockid_t clock = 0;
  if (::clock_getcpuclockid(pid, &clock) != 0) return std::nullopt;
  const auto used = cpu_clock_ns(clock);
  if (used < 0) return std::nullopt;
  return static_cast<double>(used) / 1e9;
}

}  // namespace dispatchbench::runner
