// Where a distribution that is known by its chances has a quantile.
#pragma once

namespace dispatchbench::simulator {

/// The time at which `above`, which falls from 1 to 0, is `rest`; by bisection, to within 1e-12 of
/// the time. `scale` is a time of the right size, above 0.
template <class Above>
double time_where(const Above& above, double rest, double scale) {
  double low = 0;
  double high = scale;
  while (above(high) > rest) {
    low = high;
    high *= 2;
  }
  while (high - low > 1e-12 * high) {
    const double middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    (above(middle) > rest ? low : high) = middle;
  }
  return high;
}

}  // namespace dispatchbench::simulator
