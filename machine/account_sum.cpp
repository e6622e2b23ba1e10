#include "machine/account_sum.hpp"

#include <string>

#include <nlohmann/json.hpp>

namespace dispatchbench {

void AccountSum::add(const CoreAccount& account) noexcept {
  AccountSum one;
  for (const EventRow& row : events()) {
    one.counts[static_cast<std::size_t>(row.event)] = account.count(row.event);
  }
  one.charged_ns = account.charged_ns();
  one.waited_ns = account.waited_ns();
  one.slept_ns = account.slept_ns();
  one.overshoot_ns = account.overshoot_ns();
  one.lost_ns = account.lost_ns();
  add(one);
}

void AccountSum::add(const AccountSum& other) noexcept {
  for (std::size_t i = 0; i < event_count; ++i) counts[i] += other.counts[i];
  charged_ns += other.charged_ns;
  waited_ns += other.waited_ns;
  slept_ns += other.slept_ns;
  overshoot_ns += other.overshoot_ns;
  lost_ns += other.lost_ns;
}

nlohmann::json to_json(const AccountSum& sum, Side side) {
  const auto seconds = [](std::int64_t ns) { return static_cast<double>(ns) / 1e9; };
  auto counts = nlohmann::json::object();
  for (const EventRow& row : events()) {
    if (row.client != (side == Side::client)) continue;
    counts[std::string(row.name)] = sum.counts[static_cast<std::size_t>(row.event)];
  }
  return {
      {"slept_seconds", seconds(sum.slept_ns)},   {"overshoot_seconds", seconds(sum.overshoot_ns)},
      {"lost_seconds", seconds(sum.lost_ns)},     {"charged_seconds", seconds(sum.charged_ns)},
      {"waited_seconds", seconds(sum.waited_ns)}, {"events", std::move(counts)}};
}

}  // namespace dispatchbench
