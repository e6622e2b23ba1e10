#include "loadgen/recording/percentiles.hpp"

#include <nlohmann/json.hpp>

namespace dispatchbench::loadgen {

nlohmann::json percentiles(const Histogram& histogram) {
  if (histogram.count() == 0) return nullptr;
  constexpr double second = 1e-9;
  nlohmann::json object = {{"count", histogram.count()},
                           {"mean", histogram.mean() * second},
                           {"max", static_cast<double>(histogram.max()) * second}};
  for (const auto& [name, value] : quantiles)
    object[name] = static_cast<double>(histogram.value_at(value)) * second;
  return object;
}

}  // namespace dispatchbench::loadgen
