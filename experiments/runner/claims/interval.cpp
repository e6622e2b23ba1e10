#include "experiments/runner/claims/interval.hpp"

#include <algorithm>

namespace dispatchbench::runner {

Interval operator+(const Interval& a, const Interval& b) {
  return {a.low + b.low, a.middle + b.middle, a.high + b.high};
}

Interval operator-(const Interval& a) {
  return {-a.high, -a.middle, -a.low};
}

Interval operator-(const Interval& a, const Interval& b) {
  return a + -b;
}

Interval operator*(const Interval& a, const Interval& b) {
  const auto [low, high] =
      std::minmax({a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high});
  return {low, a.middle * b.middle, high};
}

bool spans_zero(const Interval& a) {
  return a.low <= 0 && a.high >= 0;
}

Interval operator/(const Interval& a, const Interval& b) {
  return a * Interval{1 / b.high, 1 / b.middle, 1 / b.low};
}

Truth operator!(Truth a) {
  if (a == Truth::unknown) return a;
  return a == Truth::yes ? Truth::no : Truth::yes;
}

Truth both(Truth a, Truth b) {
  return std::min(a, b);
}

Truth either(Truth a, Truth b) {
  return std::max(a, b);
}

Truth less(const Interval& a, const Interval& b) {
  if (a.high < b.low) return Truth::yes;
  return a.low >= b.high ? Truth::no : Truth::unknown;
}

Truth less_or_equal(const Interval& a, const Interval& b) {
  return !less(b, a);
}

}  // namespace dispatchbench::runner
