#include "workload/arrivals.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/distribution_text.hpp"
#include "base/units.hpp"
#include "workload/draw.hpp"

namespace dispatchbench::workload {
namespace {

using Kind = ArrivalShape::Kind;

constexpr std::size_t blocks_kept = 64;
constexpr auto last_arrival_ns = std::numeric_limits<std::int64_t>::max() / 4;

std::optional<Nanoseconds> parse_phase(std::string_view text) {
  const auto phase = parse_duration(text);
  const auto most = static_cast<std::int64_t>(largest_fixed(Quantity::time));
  if (!phase || phase->count() <= 0 || phase->count() > most) return std::nullopt;
  return phase;
}

double share_of_time_on(const ArrivalShape& shape) noexcept {
  if (shape.kind != Kind::bursty) return 1;
  const auto on = static_cast<double>(shape.on.count());
  return on / (on + static_cast<double>(shape.off.count()));
}

/// Of `time_ns` after the first moment, how much is ON.
std::int64_t on_until(const ArrivalShape& shape, std::int64_t time_ns) noexcept {
  if (shape.kind != Kind::bursty) return time_ns;
  const std::int64_t on = shape.on.count(), period = on + shape.off.count();
  return time_ns / period * on + std::min(time_ns % period, on);
}

/// After how much time so much has been ON.
std::int64_t time_at(const ArrivalShape& shape, std::int64_t on_ns) noexcept {
  if (shape.kind != Kind::bursty) return on_ns;
  const double end = static_cast<double>(on_ns) / share_of_time_on(shape);
  if (end >= static_cast<double>(last_arrival_ns)) return last_arrival_ns;
  return on_ns + on_ns / shape.on.count() * shape.off.count();
}

}  // namespace

std::optional<ArrivalShape> ArrivalShape::parse(std::string_view text) {
  if (text == "uniform") return ArrivalShape{};
  if (text == "poisson") return ArrivalShape{Kind::poisson, {}, {}};
  constexpr std::string_view bursty = "bursty:";
  const std::size_t comma = text.find(',');
  if (!text.starts_with(bursty) || comma == std::string_view::npos) return std::nullopt;
  const auto on = parse_phase(text.substr(bursty.size(), comma - bursty.size()));
  const auto off = parse_phase(text.substr(comma + 1));
  if (!on || !off) return std::nullopt;
  return ArrivalShape{Kind::bursty, *on, *off};
}

std::string ArrivalShape::text() const {
  if (kind == Kind::uniform) return "uniform";
  if (kind == Kind::poisson) return "poisson";
  return fmt::format("bursty:{},{}", format_duration(on), format_duration(off));
}

PoissonTimes::PoissonTimes(std::uint64_t seed) noexcept : seed_(seed) {}

/// Blocks before it whose times are not known yet are made on the way.
const PoissonTimes::Block& PoissonTimes::block(std::uint64_t number) {
  if (kept_.empty()) kept_.resize(blocks_kept);
  std::uint64_t next = std::min<std::uint64_t>(number, starts_.size() - 1);
  Block* made = &kept_[number % blocks_kept];
  if (made->number == number) return *made;
  for (; next <= number; ++next) {
    made = &kept_[next % blocks_kept];
    made->number = next;
    double time = starts_[next];
    for (std::size_t i = 0; i < block_size; ++i) {
      time -= std::log(uniform_at(seed_, Stream::arrivals, next * block_size + i));
      made->times[i] = time;
    }
    if (next + 1 == starts_.size()) starts_.push_back(time);
  }
  return *made;
}

double PoissonTimes::at(std::uint64_t k) {
  return block(k / block_size).times[k % block_size];
}

std::uint64_t PoissonTimes::before(double time) {
  if (time <= 0) return 0;
  while (starts_.back() < time) block(starts_.size() - 1);
  const auto after = std::lower_bound(starts_.begin() + 1, starts_.end(), time);
  const auto number = static_cast<std::uint64_t>(after - starts_.begin() - 1);
  const Block& within = block(number);
  const auto first = std::lower_bound(within.times.begin(), within.times.end(), time);
  return number * block_size + static_cast<std::uint64_t>(first - within.times.begin());
}

Arrivals::Arrivals(const ArrivalShape& shape, double per_second, std::uint64_t seed)
    : shape_(shape),
      rate_(per_second),
      mean_gap_ns_(1e9 / per_second * share_of_time_on(shape)),
      times_(seed) {}

std::int64_t Arrivals::due_ns(std::uint64_t k) {
  if (shape_.kind == Kind::uniform) return rate_.due_ns(k);
  const double on_ns = times_.at(k) * mean_gap_ns_;
  if (on_ns >= static_cast<double>(last_arrival_ns)) return last_arrival_ns;
  return time_at(shape_, static_cast<std::int64_t>(on_ns));
}

std::uint64_t Arrivals::due_before(std::int64_t time_ns) {
  if (time_ns <= 0) return 0;
  if (shape_.kind == Kind::uniform) return rate_.due_before(time_ns);
  std::uint64_t due = times_.before(static_cast<double>(on_until(shape_, time_ns)) / mean_gap_ns_);
  // The division rounds: what lies at the very edge is decided by due_ns().
  while (due > 0 && due_ns(due - 1) >= time_ns) --due;
  while (due_ns(due) < time_ns) ++due;
  return due;
}

}  // namespace dispatchbench::workload
