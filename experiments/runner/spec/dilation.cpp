#include "experiments/runner/spec/dilation.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "base/units.hpp"

namespace dispatchbench::runner {
namespace {

/// Of the options whose kind does not say that they depend on time: requests a second, and a text
/// that has times in it.
constexpr std::string_view per_second = "rate";
constexpr std::string_view arrivals = "arrivals";

std::string dilated_time(std::string_view text, double dilation) {
  const auto time = parse_duration(text);
  if (!time || text == "0") return std::string(text);
  const double microseconds = static_cast<double>(time->count()) / 1000 * dilation;
  return format_duration(std::chrono::microseconds(std::llround(microseconds)));
}

std::string slower_rate(const std::string& text, double dilation) {
  const double bytes = parse_rate(text).value_or(1) / dilation;
  return format_size(static_cast<std::uint64_t>(std::max(1.0, std::round(bytes)))) + "/s";
}

/// No longer than a program takes: what is that long never ends anyway.
std::string within_limits(const Option& option, const std::string& time) {
  const auto longest = parse_duration(option.most);
  const auto dilated = parse_duration(time);
  return longest && dilated && *dilated > *longest ? option.most : time;
}

/// What the option says, if it says anything that depends on time.
Json dilated_option(const Option& option, const Json& value, double dilation) {
  if (option.name == per_second && value.is_number()) return value.get<double>() / dilation;
  if (!value.is_string()) return value;
  const auto text = value.get<std::string>();
  if (option.kind == OptionKind::rate) return slower_rate(text, dilation);
  if (option.kind == OptionKind::duration) return dilated_time(text, dilation);
  const bool has_times = option.kind == OptionKind::distribution || option.name == arrivals;
  return has_times ? Json(dilated_times(text, dilation)) : value;
}

bool is_span(std::string_view key) {
  if (key == "cpu_seconds") return false;
  return key.ends_with("_seconds") || key == "seconds" || key == "interval_ns" || key == "sum_ns" ||
         key == "max_ns" || key == "dispatch_delay";
}

bool is_point(std::string_view key) {
  return key == "started_ns" || key == "finished_ns" || key == "stopped_ns" || key == "start_ns" ||
         key == "first_ns" || key == "last_ns";
}

Json divided(const Json& value, double dilation) {
  const double quotient = value.get<double>() / dilation;
  if (value.is_number_float()) return quotient;
  return std::max<std::int64_t>(std::llround(quotient), value == 0 ? 0 : 1);
}

/// A span, or an object of several and how many there were.
void shorten(Json& value, double dilation) {
  if (value.is_number()) {
    value = divided(value, dilation);
  } else if (value.is_object()) {
    for (const auto& item : value.items()) {
      if (item.key() != "count" && item.value().is_number()) {
        item.value() = item.value().get<double>() / dilation;
      }
    }
  }
}

void shorten_buckets(Json& buckets, double dilation) {
  for (Json& bucket : buckets) bucket.at(0) = divided(bucket.at(0), dilation);
}

}  // namespace

std::string dilated_times(std::string text, double dilation) {
  std::string result;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find_first_of(":,", begin), text.size());
    result += dilated_time(std::string_view(text).substr(begin, end - begin), dilation);
    if (end < text.size()) result += text[end];
    begin = end + 1;
  }
  return result;
}

Json dilated_options(const Json& options, const OptionTable& table, double dilation) {
  Json dilated = options;
  if (dilation == 1) return dilated;
  for (const Option& option : table) {
    const bool standard = !option.standard.empty() && option.kind != OptionKind::count;
    if (options.contains(option.name)) {
      dilated[option.name] = dilated_option(option, options.at(option.name), dilation);
    } else if (standard) {
      const Json slower = dilated_option(option, option.standard, dilation);
      if (slower != option.standard) dilated[option.name] = within_limits(option, slower);
    }
  }
  return dilated;
}

void undilate(Json& report, double dilation, std::int64_t origin_ns) {
  if (report.is_array()) {
    for (Json& element : report) undilate(element, dilation, origin_ns);
    return;
  }
  if (!report.is_object()) return;
  for (const auto& item : report.items()) {
    Json& value = item.value();
    if (item.key() == "buckets") {
      shorten_buckets(value, dilation);
    } else if (is_span(item.key())) {
      shorten(value, dilation);
    } else if (is_point(item.key()) && value.is_number()) {
      const auto after = static_cast<double>(value.get<std::int64_t>() - origin_ns);
      value = origin_ns + std::llround(after / dilation);
    } else if (item.key().ends_with("_per_second") && value.is_number()) {
      value = value.get<double>() * dilation;
    } else if (item.key() != "options") {
      undilate(value, dilation, origin_ns);
    }
  }
}

void move_points(Json& report, std::int64_t by_ns) {
  if (!report.is_structured()) return;
  for (const auto& item : report.items()) {
    if (report.is_object() && is_point(item.key()) && item.value().is_number_integer()) {
      item.value() = item.value().get<std::int64_t>() + by_ns;
    } else {
      move_points(item.value(), by_ns);
    }
  }
}

}  // namespace dispatchbench::runner
