// A number that is known within bounds, and arithmetic with it. Pure.
#pragma once

namespace dispatchbench::runner {

/// What a quantity may be: the best guess and bounds. low ≤ middle ≤ high; all finite.
struct Interval {
  double low = 0;
  double middle = 0;
  double high = 0;

  static Interval exactly(double value) { return {value, value, value}; }
};

// The bounds of every result that operands within theirs can have (Moore 1966). Operands count as
// independent: x - x is not 0 unless x is exact.
Interval operator+(const Interval& a, const Interval& b);
Interval operator-(const Interval& a, const Interval& b);
Interval operator*(const Interval& a, const Interval& b);
Interval operator-(const Interval& a);

/// Whether dividing by it has no bounded result.
bool spans_zero(const Interval& a);

/// `b` must not span zero.
Interval operator/(const Interval& a, const Interval& b);

/// Kleene's logic: what follows from what is known.
enum class Truth { no, unknown, yes };

Truth operator!(Truth a);
Truth both(Truth a, Truth b);
Truth either(Truth a, Truth b);

/// `yes` only if it holds however the two lie within their bounds.
Truth less(const Interval& a, const Interval& b);
Truth less_or_equal(const Interval& a, const Interval& b);

}  // namespace dispatchbench::runner
