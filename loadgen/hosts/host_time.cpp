#include "loadgen/hosts/host_time.hpp"

#include <fstream>
#include <sstream>
#include <string>

namespace dispatchbench::loadgen {

std::optional<HostTime> parse_host_time(std::string_view stat) {
  // user nice system idle iowait irq softirq steal; guests are within user already.
  constexpr int kinds = 8;
  constexpr int idle = 3;
  constexpr int waiting = 4;
  std::istringstream words{std::string(stat.substr(0, stat.find('\n')))};
  std::string name;
  if (!(words >> name) || name != "cpu") return std::nullopt;
  HostTime time;
  for (int kind = 0; kind < kinds; ++kind) {
    std::uint64_t ticks = 0;
    if (!(words >> ticks)) return std::nullopt;
    time.all += ticks;
    if (kind != idle && kind != waiting) time.busy += ticks;
  }
  return time;
}

HostTime host_time() {
  std::ifstream file("/proc/stat");
  std::string line;
  std::getline(file, line);
  return parse_host_time(line).value_or(HostTime{});
}

double busy_share(const HostTime& from, const HostTime& to) noexcept {
  if (to.all <= from.all || to.busy < from.busy) return 0;
  return static_cast<double>(to.busy - from.busy) / static_cast<double>(to.all - from.all);
}

void BusyTime::look(std::int64_t now_ns, std::int64_t from_ns) {
  if (!first_ && !last_ && now_ns >= from_ns) first_ = read_();
}

void BusyTime::end() {
  if (!last_) last_ = read_();
}

double BusyTime::share() const noexcept {
  return first_ && last_ ? busy_share(*first_, *last_) : 0;
}

}  // namespace dispatchbench::loadgen
