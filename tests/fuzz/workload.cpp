// Distributions, arrivals, traces, mixes and access logs: whatever is read is in bounds, whatever
// is written parses back, and what is refused is refused in one line.
#include <cstdint>
#include <sstream>
#include <string>

#include "base/command_line.hpp"
#include "check.hpp"
#include "workload/access_log.hpp"
#include "workload/demand.hpp"
#include "workload/mix.hpp"
#include "workload/spread.hpp"
#include "workload/trace.hpp"

using namespace dispatchbench;
using namespace dispatchbench::workload;

namespace {

void read_distribution(const std::string& text, Quantity quantity) {
  const auto distribution = Distribution::parse(text, quantity);
  if (!distribution) return;
  for (std::uint64_t k = 0; k < 8; ++k) {
    promise(distribution->at(1, Stream::demand, k) <= distribution->largest(),
            "a draw is in bounds");
  }
  promise(distribution->mean() >= 0, "a mean is not negative");
  promise(Distribution::parse(distribution->text(), quantity).has_value(), "a text parses back");
}

template <typename Read>
void refused_in_one_line(Read read) {
  try {
    read();
  } catch (const UsageError& error) {
    promise(std::string(error.what()).find('\n') == std::string::npos, "a refusal is one line");
  }
}

void read_log(const std::string& text) {
  std::istringstream log(text);
  const LoggedTrace traced = trace_of_log(log, *LogFormat::parse(combined_log_format));
  if (traced.csv.empty()) return;
  std::istringstream csv(traced.csv);
  promise(!read_trace(csv, "made").requests.empty(), "what was made can be replayed");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  read_distribution(text, Quantity::time);
  read_distribution(text, Quantity::size);
  if (const auto shape = ArrivalShape::parse(text))
    promise(ArrivalShape::parse(shape->text()).has_value(), "arrivals parse back");
  if (const auto spread = SpreadShape::parse(text))
    promise(SpreadShape::parse(spread->text()).has_value(), "a spread parses back");
  refused_in_one_line([&] { parse_mix(text, "mix"); });
  refused_in_one_line([&] {
    std::istringstream stream(text);
    read_trace(stream, "trace");
  });
  read_log(text);
  return 0;
}
