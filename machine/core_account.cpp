#include "machine/core_account.hpp"

#include <algorithm>
#include <utility>

namespace dispatchbench {
namespace {

constexpr std::int64_t shortest_sleep_ns = 1'000'000;  // shorter ones cost more than they tell

thread_local CoreAccount* of_this_thread = nullptr;

/// For numbers that one thread writes, without a locked instruction.
template <typename Number>
void add(std::atomic<Number>& sum, Number amount) noexcept {
  sum.store(sum.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
}

}  // namespace

void CoreAccount::attach() noexcept {
  if (machine_ == nullptr) return;
  of_this_thread = this;
  if (!enabled_) return;
  machine_->clock().attach();
  idled();  // what an earlier thread was charged for and has not slept off is still due
}

void CoreAccount::detach() noexcept {
  if (of_this_thread == this) of_this_thread = nullptr;
}

void CoreAccount::count(Event event, std::uint64_t times) noexcept {
  add(counts_[static_cast<std::size_t>(event)], times);
}

void CoreAccount::count_and_charge(Event event) noexcept {
  count(event, 1);
  charge_ns(machine_->cost_ns(event));
}

void CoreAccount::count_and_charge_bytes(Event event, std::size_t bytes) noexcept {
  count(event, bytes);
  part_of_ns_ += static_cast<double>(bytes) * machine_->byte_ns(event);
  const auto whole = static_cast<std::int64_t>(part_of_ns_);
  part_of_ns_ -= static_cast<double>(whole);
  charge_ns(whole);
}

void CoreAccount::charge_ns(std::int64_t ns) noexcept {
  const std::int64_t slice_ns = machine_->slice_ns();
  while (ns > 0) {
    const std::int64_t now_ns = machine_->clock().now_ns();
    const std::int64_t slice = slice_ns > 0 ? std::min(ns, slice_ns) : ns;
    reserve(slice, now_ns);
    ns -= slice;
    // Whoever has more to do comes again when this slice is over, behind those who wait by then.
    const std::int64_t ahead = busy_until_ns_.load(std::memory_order_relaxed) - now_ns;
    if (ahead >= shortest_sleep_ns || (ns > 0 && ahead > 0)) sleep_until_caught_up(now_ns);
  }
}

void CoreAccount::reserve(std::int64_t ns, std::int64_t now_ns) noexcept {
  const std::int64_t at_ns = busy_until_ns_.load(std::memory_order_relaxed);
  const std::int64_t owed_ns =
      std::clamp<std::int64_t>(at_ns - now_ns, 0, owed_ns_.load(std::memory_order_relaxed));
  late_ns_ = std::max<std::int64_t>(late_ns_ - ns, 0);
  const Reservation reserved = machine_->reserve(at_ns, ns, now_ns);
  add(waited_ns_, reserved.start_ns - at_ns);
  owed_ns_.store(owed_ns + ns, std::memory_order_relaxed);
  busy_until_ns_.store(reserved.end_ns, std::memory_order_relaxed);
  charged_ns_.store(charged_ns_.load(std::memory_order_relaxed) + ns, std::memory_order_release);
}

void CoreAccount::settle() noexcept {
  if (!enabled_) return;
  const std::int64_t now_ns = machine_->clock().now_ns();
  if (busy_until_ns_.load(std::memory_order_relaxed) > now_ns) sleep_until_caught_up(now_ns);
}

void CoreAccount::sleep_until_caught_up(std::int64_t now_ns) noexcept {
  const std::int64_t until = busy_until_ns_.load(std::memory_order_relaxed);
  machine_->clock().sleep_until(until);
  const std::int64_t woke = machine_->clock().now_ns();
  add(slept_ns_, woke - now_ns);
  late_ns_ = std::max<std::int64_t>(woke - until, 0);
  add(overshoot_ns_, late_ns_);
}

void CoreAccount::idled() noexcept {
  if (!enabled_) return;
  add(lost_ns_, std::exchange(late_ns_, 0));
  const std::int64_t now = machine_->clock().now_ns();
  if (busy_until_ns_.load(std::memory_order_relaxed) < now) {
    busy_until_ns_.store(now, std::memory_order_relaxed);
  }
}

std::int64_t CoreAccount::paid_ns(std::int64_t now_ns) const noexcept {
  const std::int64_t charged = charged_ns();
  const std::int64_t ahead = busy_until_ns_.load(std::memory_order_relaxed) - now_ns;
  return charged - std::clamp<std::int64_t>(ahead, 0, owed_ns_.load(std::memory_order_relaxed));
}

void charge_thread(Event event) noexcept {
  if (of_this_thread != nullptr) of_this_thread->charge(event);
}

void charge_thread_bytes(Event event, std::size_t bytes) noexcept {
  if (of_this_thread != nullptr) of_this_thread->charge_bytes(event, bytes);
}

}  // namespace dispatchbench
