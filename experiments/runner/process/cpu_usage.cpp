#include "experiments/runner/process/cpu_usage.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <unistd.h>

#include <fmt/format.h>

namespace dispatchbench::runner {
namespace {

using namespace std::chrono_literals;

// The interval of the server's own samples; 20 reads a second of /proc cost nothing that shows.
constexpr Nanoseconds sample_interval = 50ms;
constexpr Nanoseconds longest_gap = 1s;
constexpr Nanoseconds longest_sleep = 100ms;
constexpr Nanoseconds at_once = 1ms;

/// The value at `at_ns` on the line through the two known samples around it; the nearest one's
/// outside of them.
template <class Value>
std::optional<double> interpolated(const UsageSamples& samples, std::int64_t at_ns, Value value) {
  std::optional<double> before;
  std::int64_t before_ns = 0;
  for (const UsageSample& sample : samples) {
    const std::optional<double> known = value(sample);
    if (!known) continue;
    if (sample.at_ns >= at_ns) {
      if (!before || sample.at_ns == before_ns) return known;
      const double part =
          static_cast<double>(at_ns - before_ns) / static_cast<double>(sample.at_ns - before_ns);
      return *before + part * (*known - *before);
    }
    before = known;
    before_ns = sample.at_ns;
  }
  return before;
}

/// Both clocks, read again if something else ran between the two.
UsageSample both_clocks() {
  UsageSample sample;
  for (int attempt = 0; attempt < 5; ++attempt) {
    sample.at_ns = monotonic_ns();
    sample.boot_ns = cpu_clock_ns(CLOCK_BOOTTIME);
    if (monotonic_ns() - sample.at_ns < at_once.count()) break;
  }
  return sample;
}

double in_seconds(std::int64_t ns) {
  return static_cast<double>(ns) / 1e9;
}

/// What all processors have done until now; nothing if /proc cannot be read.
std::optional<MachineCpu> machine_cpu() {
  const auto ticks = processor_ticks();
  if (!ticks) return std::nullopt;
  return machine_cpu_of(*ticks, static_cast<double>(::sysconf(_SC_CLK_TCK)));
}

}  // namespace

MachineCpu machine_cpu_of(const ProcessorTicks& ticks, double a_second) noexcept {
  const auto seconds = [a_second](std::uint64_t count) {
    return static_cast<double>(count) / a_second;
  };
  return {seconds(ticks.user + ticks.nice + ticks.system), seconds(ticks.irq + ticks.softirq),
          seconds(ticks.idle + ticks.disk), seconds(ticks.steal)};
}

std::int64_t processors_here() {
  return ::sysconf(_SC_NPROCESSORS_ONLN);
}

MachineUse machine_use(const std::optional<MachineCpu>& before,
                       const std::optional<MachineCpu>& after, std::optional<double> own_seconds,
                       std::optional<std::int64_t> processors, std::optional<double> quota) {
  MachineUse use;
  use.processors = processors;
  use.cpu_quota = quota;
  const double total = before && after ? after->total() - before->total() : 0;
  if (total <= 0) return use;
  use.idle_fraction = (after->idle - before->idle) / total;
  use.steal_fraction = (after->steal - before->steal) / total;
  if (own_seconds) {
    const double other = std::max(0.0, after->task - before->task - *own_seconds);
    use.other_cpu_fraction = std::min(1.0, other / total);
  }
  if (quota && processors) {
    const double allowed = *quota * total / static_cast<double>(*processors);
    const double unlimited = *use.idle_fraction;
    use.idle_fraction.reset();
    if (own_seconds) use.idle_fraction = std::clamp(1 - *own_seconds / allowed, 0.0, unlimited);
  }
  return use;
}

std::optional<double> process_cpu_seconds(pid_t pid) {
  clockid_t clock = 0;
  if (::clock_getcpuclockid(pid, &clock) != 0) return std::nullopt;
  const auto used = cpu_clock_ns(clock);
  if (used < 0) return std::nullopt;
  return static_cast<double>(used) / 1e9;
}

std::optional<double> server_seconds_between(const UsageSamples& samples, std::int64_t begin_ns,
                                             std::int64_t end_ns) {
  const auto server = [](const UsageSample& sample) { return sample.server_seconds; };
  const auto known = std::count_if(samples.begin(), samples.end(),
                                   [&](const UsageSample& sample) { return server(sample); });
  if (known < 2) return std::nullopt;
  return *interpolated(samples, end_ns, server) - *interpolated(samples, begin_ns, server);
}

std::optional<MachineCpu> machine_at(const UsageSamples& samples, std::int64_t at_ns) {
  const auto field = [&](double MachineCpu::*figure) {
    return interpolated(samples, at_ns, [figure](const UsageSample& sample) {
      return sample.machine ? std::optional(*sample.machine.*figure) : std::nullopt;
    });
  };
  const auto task = field(&MachineCpu::task);
  if (!task) return std::nullopt;
  return MachineCpu{*task, *field(&MachineCpu::interrupt), *field(&MachineCpu::idle),
                    *field(&MachineCpu::steal)};
}

std::optional<std::string> clock_gap(const UsageSamples& samples) {
  for (std::size_t i = 1; i < samples.size(); ++i) {
    const std::int64_t passed = samples[i].at_ns - samples[i - 1].at_ns;
    const std::int64_t slept = samples[i].boot_ns - samples[i - 1].boot_ns - passed;
    if (slept > longest_sleep.count()) {
      return fmt::format("the machine slept for {:.2f} s during the run", in_seconds(slept));
    }
    if (passed > longest_gap.count()) {
      return fmt::format("nothing could be sampled for {:.2f} s of the run", in_seconds(passed));
    }
  }
  return std::nullopt;
}

UsageTrack::UsageTrack(std::function<std::optional<double>()> server_seconds)
    : server_seconds_(std::move(server_seconds)) {
  sample();
}

Clock::time_point UsageTrack::due() const {
  return Clock::time_point(Nanoseconds(samples_.back().at_ns) + sample_interval);
}

void UsageTrack::sample() {
  UsageSample sample = both_clocks();
  sample.server_seconds = server_seconds_();
  sample.machine = machine_cpu();
  samples_.push_back(sample);
}

void UsageTrack::sample_if_due() {
  if (Clock::now() >= due()) sample();
}

}  // namespace dispatchbench::runner
