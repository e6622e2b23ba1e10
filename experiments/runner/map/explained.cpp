#include "experiments/runner/map/explained.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "base/each.hpp"
#include "experiments/runner/statistics/moments.hpp"

namespace dispatchbench::runner {
namespace {

using Column = std::vector<double>;

struct Choice {
  const char* name;
  std::string Choices::*level;
};
constexpr std::array choices_there_are{
    Choice{"accept", &Choices::accept}, Choice{"placement", &Choices::placement},
    Choice{"handoff", &Choices::handoff}, Choice{"afterwards", &Choices::afterwards}};
constexpr unsigned subsets = 1U << choices_there_are.size();
constexpr unsigned all_choices = subsets - 1;

double product(const Column& a, const Column& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

/// Adds up to 1, each level of `afterwards` to the same.
Column weights_of(const std::vector<Design>& designs) {
  std::map<std::string, double> count;
  for (const Design& design : designs) ++count[design.choices.afterwards];
  return each(designs, [&](const Design& design) {
    return 1 / (count[design.choices.afterwards] * static_cast<double>(count.size()));
  });
}

/// The additive model of every subset of choices, as orthonormal columns (Gram and Schmidt), each
/// subset's behind the grand mean's.
class Models {
 public:
  explicit Models(const std::vector<Design>& designs) : root_(weights_of(designs)) {
    for (double& weight : root_) weight = std::sqrt(weight);
    for (unsigned subset = 0; subset < subsets; ++subset) bases_[subset] = basis(designs, subset);
  }

  /// The sum of squares about the grand mean that a subset explains.
  double explains(unsigned subset, const Column& values) const {
    Column weighted(values);
    for (std::size_t i = 0; i < weighted.size(); ++i) weighted[i] *= root_[i];
    double sum = 0;
    for (std::size_t i = 1; i < bases_[subset].size(); ++i) {
      sum += std::pow(product(bases_[subset][i], weighted), 2);
    }
    return sum;
  }

  /// All of them.
  double squares(const Column& values) const {
    double grand = 0;
    for (std::size_t i = 0; i < values.size(); ++i) grand += weight(i) * values[i];
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      sum += weight(i) * std::pow(values[i] - grand, 2);
    }
    return sum;
  }

 private:
  double weight(std::size_t design) const { return root_[design] * root_[design]; }

  static void add(std::vector<Column>& basis, Column column) {
    const double before = product(column, column);
    for (int turn = 0; turn < 2; ++turn) {
      for (const Column& other : basis) {
        const double part = product(other, column);
        for (std::size_t i = 0; i < column.size(); ++i) column[i] -= part * other[i];
      }
    }
    const double square = product(column, column);
    if (square <= 1e-9 * before) return;  // the others have it all
    for (double& value : column) value /= std::sqrt(square);
    basis.push_back(std::move(column));
  }

  std::vector<Column> basis(const std::vector<Design>& designs, unsigned subset) const {
    std::vector<Column> basis;
    add(basis, root_);
    for (std::size_t c = 0; c < choices_there_are.size(); ++c) {
      if ((subset >> c & 1U) == 0) continue;
      std::set<std::string> levels;
      for (const Design& design : designs)
        levels.insert(design.choices.*choices_there_are[c].level);
      for (const std::string& level : levels) {
        Column column(root_);
        for (std::size_t i = 0; i < designs.size(); ++i) {
          if (designs[i].choices.*choices_there_are[c].level != level) column[i] = 0;
        }
        add(basis, std::move(column));
      }
    }
    return basis;
  }

  Column root_;  // of weights
  std::array<std::vector<Column>, subsets> bases_;
};

struct VarianceShares {
  std::array<double, choices_there_are.size()> choice{};
  double together = 0;
  double chance = 0;
};

/// How often so many choices come before one of the four, of all orders.
double orders_with(unsigned before) {
  constexpr std::array share{1.0 / 4, 1.0 / 12, 1.0 / 12, 1.0 / 4};
  return share[before];
}

/// Of every design the value of a draw.
std::vector<Column> by_draw(const std::vector<Design>& designs) {
  std::vector<Column> draws(designs.front().log_p99.size());
  for (std::size_t draw = 0; draw < draws.size(); ++draw) {
    for (const Design& design : designs) draws[draw].push_back(design.log_p99[draw]);
  }
  return draws;
}

Column mean_of(const std::vector<Column>& draws) {
  Column mean(draws.front().size());
  for (const Column& draw : draws) {
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += draw[i];
  }
  for (double& value : mean) value /= static_cast<double>(draws.size());
  return mean;
}

/// A sum of squares of the true means, of which those of the draws have a part of chance in them:
/// its mean over pairs of different draws (of one draw there is nothing to take off).
template <class Squares>
double without_chance(const std::vector<Column>& draws, const Column& mean,
                      const Squares& squares) {
  const double found = squares(mean);
  if (draws.size() == 1) return found;
  double scatter = 0;
  for (const Column& draw : draws) {
    Column rest(draw);
    for (std::size_t i = 0; i < rest.size(); ++i) rest[i] -= mean[i];
    scatter += squares(rest);
  }
  const auto count = static_cast<double>(draws.size());
  return found - scatter / (count * (count - 1));
}

/// What comes out below zero is zero, for chance alone can bring it there; all add up to 1.
VarianceShares normalized(VarianceShares shares) {
  std::vector<double*> parts{&shares.together, &shares.chance};
  for (double& choice : shares.choice) parts.push_back(&choice);
  double sum = 0;
  for (double* part : parts) sum += * part = std::max(0.0, *part);
  for (double* part : parts) *part = sum > 1e-12 ? *part / sum : 0;
  return shares;
}

VarianceShares shares_of(const Models& models, const std::vector<Column>& draws) {
  const Column mean = mean_of(draws);
  const auto between = [&](const Column& values) { return models.squares(values); };
  double total = 0;  // of designs with the same requests: what draws have in common is not in it
  for (const Column& draw : draws) total += between(draw) / static_cast<double>(draws.size());
  std::array<double, subsets> explained{};
  for (unsigned subset = 0; subset < subsets; ++subset) {
    explained[subset] = without_chance(
        draws, mean, [&](const Column& values) { return models.explains(subset, values); });
  }
  VarianceShares shares;
  for (unsigned subset = 0; subset < subsets; ++subset) {
    for (std::size_t c = 0; c < shares.choice.size(); ++c) {
      if ((subset >> c & 1U) == 0) continue;
      const unsigned without = subset & ~(1U << c);
      shares.choice[c] += orders_with(static_cast<unsigned>(std::popcount(without))) *
                          (explained[subset] - explained[without]);
    }
  }
  const double true_between = without_chance(draws, mean, between);
  shares.together = true_between - explained[all_choices];
  shares.chance = total - true_between;
  return normalized(shares);
}

/// The shares without one draw, for each of them (jackknife).
std::vector<VarianceShares> leaving_one_out(const Models& models,
                                            const std::vector<Column>& draws) {
  std::vector<VarianceShares> all;
  for (std::size_t left_out = 0; left_out < draws.size(); ++left_out) {
    std::vector<Column> others(draws);
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(left_out));
    all.push_back(shares_of(models, others));
  }
  return all;
}

Explained explained_by(std::size_t choice, const VarianceShares& shares,
                       const std::vector<VarianceShares>& without_one) {
  const double share = shares.choice[choice];
  const auto count = static_cast<double>(without_one.size());
  const auto pseudo_values = each(without_one, [&](const VarianceShares& others) {
    return count * share - (count - 1) * others.choice[choice];
  });
  Explained explained{choices_there_are[choice].name, share, std::nullopt, std::nullopt};
  if (pseudo_values.size() < rounds_needed()) return explained;
  const Estimate student = mean_estimate(pseudo_values);
  const double reach = *student.high - student.median;
  explained.low = std::max(0.0, share - reach);
  explained.high = std::min(1.0, share + reach);
  return explained;
}

}  // namespace

ExplainedCell explained_by_choices(const std::vector<Design>& designs) {
  const Models models(designs);
  const std::vector<Column> draws = by_draw(designs);
  const VarianceShares shares = shares_of(models, draws);
  std::vector<VarianceShares> without_one;
  if (draws.size() >= rounds_needed()) without_one = leaving_one_out(models, draws);
  ExplainedCell cell;
  cell.together = shares.together;
  cell.chance = shares.chance;
  for (std::size_t c = 0; c < choices_there_are.size(); ++c) {
    cell.explains.push_back(explained_by(c, shares, without_one));
  }
  return cell;
}

}  // namespace dispatchbench::runner
