// Times on a machine that is emulated so many times slower than a real one.
#pragma once

#include <cstdint>
#include <string>

#include "base/option.hpp"
#include "experiments/runner/results/json.hpp"

namespace dispatchbench::runner {

/// Every time in `text` that many times as long: "bimodal:0.9:1ms,2ms" by 10 is
/// "bimodal:0.9:10ms,20ms".
std::string dilated_times(std::string text, double dilation);

/// Options of a program, and its own defaults, for a machine on which everything takes that many
/// times as long: times become longer, and rates lower.
Json dilated_options(const Json& options, const OptionTable& table, double dilation);

/// A report of server or load generator in real time: times are shorter again, rates higher, and
/// points in time lie as close to `origin_ns` as they would have. Processor time stays what it was.
void undilate(Json& report, double dilation, std::int64_t origin_ns);

/// Puts a report's points in time on a clock that is that far ahead of its own.
void move_points(Json& report, std::int64_t by_ns);

}  // namespace dispatchbench::runner
