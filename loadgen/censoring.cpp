#include "loadgen/censoring.hpp"

#include <algorithm>
#include <map>

namespace dispatchbench::loadgen {
namespace {

constexpr std::uint64_t most_worked_out = 1'000'000;

std::uint64_t size_of(const NumberRange& range) noexcept {
  if (range.first >= range.end) return 0;
  return (range.end - range.first + range.step - 1) / range.step;
}

}  // namespace

void censor_unsent(const std::vector<Unsent>& unsent, std::int64_t start_ns, std::int64_t end_ns,
                   Figures& figures) {
  const std::int64_t elapsed_ns = end_ns - start_ns;
  std::map<const GroupPlan*, std::uint64_t> due_of;
  for (auto [plan, range] : unsent) {
    if (!due_of.contains(plan)) due_of[plan] = plan->measured_due_before(elapsed_ns);
    const std::uint64_t due = due_of[plan];
    const std::uint64_t at_once = 1 + due / most_worked_out;
    range.end = std::min(range.end, due);
    const std::uint64_t size = size_of(range);
    for (std::uint64_t i = 0; i < size; i += at_once) {
      const std::uint64_t times = std::min(at_once, size - i);
      // The last of them, so that none is counted as older than it is.
      const std::uint64_t number = range.first + (i + times - 1) * range.step;
      const std::int64_t due_ns = plan->warmup_ns() + plan->due_ns(number);
      figures.censor(plan->index(), elapsed_ns - due_ns, times);
    }
  }
}

}  // namespace dispatchbench::loadgen
