// The percentiles that reports tell.
#pragma once

#include <array>

#include <nlohmann/json_fwd.hpp>

#include "base/histogram.hpp"

namespace dispatchbench::loadgen {

struct Quantile {
  const char* name;
  double value;
};
inline constexpr std::array quantiles{Quantile{"p50", 0.5}, Quantile{"p90", 0.9},
                                      Quantile{"p99", 0.99}, Quantile{"p999", 0.999},
                                      Quantile{"p9999", 0.9999}};

/// {count, mean, p50, …, max} in seconds; null of nothing.
nlohmann::json percentiles(const Histogram& histogram);

}  // namespace dispatchbench::loadgen
