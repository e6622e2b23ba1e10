#include "simulator/shared_listeners.hpp"

#include <algorithm>

namespace dispatchbench::simulator {

SharedListeners::SharedListeners(const ListenerLayout& layout, std::uint32_t workers)
    : layout_(layout),
      backlogs_(layout.listeners),
      waiters_(layout.listeners),
      left_(workers, 0),
      accepts_(workers, 0) {
  for (std::uint32_t worker = 0; worker < workers; ++worker) {
    for (std::uint32_t nth = 0; nth < layout.each; ++nth) {
      if (nth == 0 && layout.own_is_woken) continue;
      waiters_[(worker + nth) % layout.listeners].push_back(worker);
    }
  }
}

std::uint32_t SharedListeners::woken(std::uint32_t listener,
                                     const std::vector<WorkerLoad>& loads) const noexcept {
  for (const std::uint32_t worker : waiters_[listener]) {
    if (loads[worker].idle) return worker;
  }
  return none;
}

bool SharedListeners::shows(std::uint32_t worker) const noexcept {
  if (waiting_ == 0) return false;
  for (std::uint32_t nth = 0; nth < layout_.each; ++nth) {
    if (!backlogs_[(worker + nth) % layout_.listeners].empty()) return true;
  }
  return false;
}

std::uint32_t SharedListeners::next_for(std::uint32_t worker) noexcept {
  std::uint32_t& left = left_[worker];
  if (waiting_ == 0) left = 0;
  while (left > 0) {
    const std::uint32_t listener = (worker + layout_.each - left) % layout_.listeners;
    --left;
    if (!backlogs_[listener].empty()) return listener;
  }
  return none;
}

void SharedListeners::accepted(std::uint32_t worker, std::uint32_t listener) {
  if (layout_.rejoins_after == 0 || ++accepts_[worker] < layout_.rejoins_after) return;
  accepts_[worker] = 0;
  std::vector<std::uint32_t>& waiters = waiters_[listener];
  const auto place = std::find(waiters.begin(), waiters.end(), worker);
  std::rotate(place, place + 1, waiters.end());
}

}  // namespace dispatchbench::simulator
