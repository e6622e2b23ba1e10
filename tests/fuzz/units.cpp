// Sizes, times and rates: what is parsed is in range, and what is written parses back.
#include "base/units.hpp"

#include <cmath>
#include <cstdint>
#include <string>

#include "check.hpp"

using namespace dispatchbench;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (const auto bytes = parse_size(text)) {
    promise(*bytes < std::uint64_t{1} << 63, "a size fits");
    promise(parse_size(format_size(*bytes)) == bytes, "a size parses back");
  }
  if (const auto time = parse_duration(text)) {
    promise(time->count() >= 0, "a time is not negative");
    const bool whole = time->count() % 1000 == 0 && time->count() < 1'000'000'000'000'000;
    promise(!whole || parse_duration(format_duration(*time)) == time, "a time parses back");
  }
  if (const auto rate = parse_rate(text)) {
    promise(std::isfinite(*rate) && *rate > 0, "a rate is above zero");
  }
  return 0;
}
