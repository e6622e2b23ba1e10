#include "servers/watch/idle_workers.hpp"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <unistd.h>

#include "base/clock.hpp"
#include "base/descriptor.hpp"

namespace dispatchbench {
namespace {

constexpr std::size_t enough_idle = 8;  // they do not all wake at once

/// As the kernel has it: S while it waits for something, R while it runs or could.
bool sleeps(pid_t thread) {
  const std::string path = "/proc/self/task/" + std::to_string(thread) + "/stat";
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return false;  // it has just ended
  std::array<char, 128> text;
  const ssize_t size = ::read(file.get(), text.data(), text.size());
  if (size <= 0) return false;
  const std::string_view line(text.data(), static_cast<std::size_t>(size));
  const std::size_t name_ends = line.rfind(')');
  return name_ends != std::string_view::npos && line.substr(name_ends).starts_with(") S");
}

bool core_is_busy(const CoreAccount& core) {
  return core.enabled() && core.paid_ns(monotonic_ns()) < core.charged_ns();
}

}  // namespace

bool IdleWorkersWatch::is_idle(std::size_t worker) const {
  const Worker& asked = *workers_[worker];
  const pid_t thread = asked.thread();
  return thread != 0 && !Turns::under_way(connections_.turns_of(worker).read()) &&
         !core_is_busy(asked.core()) && sleeps(thread);
}

bool IdleWorkersWatch::note_idle() {
  noted_.clear();
  first_ = (first_ + 1) % workers_.size();
  for (std::size_t i = 0; i < workers_.size() && noted_.size() < enough_idle; ++i) {
    const std::size_t worker = (first_ + i) % workers_.size();
    const std::uint32_t turns = connections_.turns_of(worker).read();
    if (is_idle(worker)) noted_.push_back({worker, turns});
  }
  return !noted_.empty();
}

bool IdleWorkersWatch::some_still_idle() const {
  return std::any_of(noted_.begin(), noted_.end(), [this](const Noted& noted) {
    return connections_.turns_of(noted.worker).read() == noted.turns && is_idle(noted.worker);
  });
}

}  // namespace dispatchbench
