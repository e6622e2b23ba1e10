#include "loadgen/hosts/clocks.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace dispatchbench::loadgen {
namespace {

constexpr std::size_t most_trips = 200;
constexpr std::size_t fewest_trips = 20;
constexpr std::int64_t longest_ns = 200'000'000;  // for one process, once it has had the fewest
constexpr std::int64_t no_more = 0;

ClockOffset measure(Communicator& communicator, unsigned other, ClockFunction now_ns) {
  std::vector<RoundTrip> trips;
  const std::int64_t begun_ns = now_ns();
  std::array<std::int64_t, 1> word{};
  while (trips.size() < fewest_trips ||
         (trips.size() < most_trips && now_ns() - begun_ns < longest_ns)) {
    word[0] = 1;
    RoundTrip trip;
    trip.sent_ns = now_ns();
    communicator.send(other, word);
    communicator.receive(other, word);
    trip.back_ns = now_ns();
    trip.there_ns = word[0];
    trips.push_back(trip);
  }
  word[0] = no_more;
  communicator.send(other, word);
  return offset_of(trips);
}

void answer(Communicator& communicator, ClockFunction now_ns) {
  std::array<std::int64_t, 1> word{};
  while (true) {
    communicator.receive(0, word);
    if (word[0] == no_more) return;
    word[0] = now_ns();
    communicator.send(0, word);
  }
}

}  // namespace

ClockOffset offset_of(std::span<const RoundTrip> trips) noexcept {
  const auto& quickest =
      *std::min_element(trips.begin(), trips.end(), [](const RoundTrip& a, const RoundTrip& b) {
        return a.back_ns - a.sent_ns < b.back_ns - b.sent_ns;
      });
  const std::int64_t took_ns = quickest.back_ns - quickest.sent_ns;
  return {quickest.there_ns - (quickest.sent_ns + took_ns / 2), (took_ns + 1) / 2};
}

std::vector<ClockOffset> measure_clocks(Communicator& communicator, ClockFunction now_ns) {
  if (communicator.rank() != 0) {
    answer(communicator, now_ns);
    return {};
  }
  std::vector<ClockOffset> clocks(1);
  for (unsigned other = 1; other < communicator.size(); ++other)
    clocks.push_back(measure(communicator, other, now_ns));
  return clocks;
}

HostClock clock_over(const ClockOffset& before, const ClockOffset& after) noexcept {
  const std::int64_t drift_ns = after.offset_ns - before.offset_ns;
  return {before.offset_ns, drift_ns,
          std::max(before.error_ns, std::abs(drift_ns) + after.error_ns)};
}

}  // namespace dispatchbench::loadgen
