// What the values of one row, in the order of their rounds, say about the rounds: that some stand
// out, that each goes with the one before, that they drift. Pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace dispatchbench::runner {

/// The positions of values with |x − median| / MAD above 14.826, ten standard deviations of a
/// normal distribution (hyperfine's rule, after Iglewicz and Hoaglin 1993). None if more than half
/// of the values are equal. They are to be marked, never to be left out.
std::vector<std::size_t> outliers(const std::vector<double>& values);

/// How strong something is, and how likely at least as much is if the order is chance.
struct TestResult {
  double value = 0;
  double probability = 1;
};

/// The correlation of each value with the one before; its probability is that of Bartels' rank
/// version of von Neumann's ratio (Bartels 1982, beta approximation). Nothing for fewer than ten
/// values, for which the approximation is not meant, or if all are equal.
std::optional<TestResult> autocorrelation(const std::vector<double>& values);

/// Kendall's τ with the order of the values; its two-sided probability is that of the Mann-Kendall
/// test: exact up to 60 values (Kendall 1938), else its normal approximation. Nothing for fewer
/// than three values.
std::optional<TestResult> trend(const std::vector<double>& values);

}  // namespace dispatchbench::runner
