#include "experiments/runner/map/explained.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <map>
#include <numeric>
#include <random>
#include <set>

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
  Column weights;
  weights.reserve(designs.size());
  for (const Design& design : designs) {
    weights.push_back(1 / (count[design.choices.afterwards] * static_cast<double>(count.size())));
  }
  return weights;
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

  double weight(std::size_t design) const { return root_[design] * root_[design]; }

 private:
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

struct Shares {
  std::array<double, choices_there_are.size()> choice{};
  double together = 0;
  double chance = 0;
};

/// How often so many choices come before one of the four, of all orders.
double orders_with(unsigned before) {
  constexpr std::array share{1.0 / 4, 1.0 / 12, 1.0 / 12, 1.0 / 4};
  return share[before];
}

Shares shares_of(const Models& models, const std::vector<Design>& designs,
                 const std::vector<std::size_t>& draws) {
  Column means;
  double within = 0;
  for (std::size_t i = 0; i < designs.size(); ++i) {
    double sum = 0;
    double squares = 0;
    for (const std::size_t draw : draws) {
      sum += designs[i].log_p99[draw];
      squares += std::pow(designs[i].log_p99[draw], 2);
    }
    const auto count = static_cast<double>(draws.size());
    means.push_back(sum / count);
    within += models.weight(i) * std::max(0.0, squares / count - std::pow(sum / count, 2));
  }
  double grand = 0;
  for (std::size_t i = 0; i < means.size(); ++i) grand += models.weight(i) * means[i];
  double between = 0;
  for (std::size_t i = 0; i < means.size(); ++i) {
    between += models.weight(i) * std::pow(means[i] - grand, 2);
  }
  Shares shares;
  const double total = between + within;
  if (total <= 1e-12) return shares;
  std::array<double, subsets> explained{};
  for (unsigned subset = 0; subset < subsets; ++subset) {
    explained[subset] = models.explains(subset, means);
    for (std::size_t c = 0; c < shares.choice.size(); ++c) {
      if ((subset >> c & 1U) == 0) continue;
      const unsigned without = subset & ~(1U << c);
      shares.choice[c] += orders_with(static_cast<unsigned>(std::popcount(without))) *
                          (explained[subset] - explained[without]) / total;
    }
  }
  shares.together = std::max(0.0, between - explained[all_choices]) / total;
  shares.chance = within / total;
  return shares;
}

constexpr unsigned resamples = 400;

std::vector<Shares> resampled(const Models& models, const std::vector<Design>& designs,
                              std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Shares> all;
  std::vector<std::size_t> draws(designs.front().log_p99.size());
  for (unsigned i = 0; i < resamples; ++i) {
    for (std::size_t& draw : draws) draw = random() % draws.size();
    all.push_back(shares_of(models, designs, draws));
  }
  return all;
}

}  // namespace

ExplainedCell explained_by_choices(const std::vector<Design>& designs, std::uint64_t seed) {
  const Models models(designs);
  std::vector<std::size_t> every(designs.front().log_p99.size());
  std::iota(every.begin(), every.end(), std::size_t{0});
  const Shares shares = shares_of(models, designs, every);
  const std::vector<Shares> again = resampled(models, designs, seed);
  ExplainedCell cell;
  cell.together = shares.together;
  cell.chance = shares.chance;
  for (std::size_t c = 0; c < choices_there_are.size(); ++c) {
    Column values;
    for (const Shares& resample : again) values.push_back(resample.choice[c]);
    std::sort(values.begin(), values.end());
    cell.explains.push_back({choices_there_are[c].name, shares.choice[c], values[resamples / 40],
                             values[resamples - 1 - resamples / 40]});
  }
  return cell;
}

}  // namespace dispatchbench::runner
