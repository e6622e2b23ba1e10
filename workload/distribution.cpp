#include "workload/distribution.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/command_line.hpp"

namespace dispatchbench::workload {
namespace {

using FormKind = DistributionForm::Kind;

constexpr double infinite = std::numeric_limits<double>::infinity();

double squared(double value) noexcept {
  return value * value;
}

}  // namespace

Distribution::Distribution(const DistributionForm& form, Quantity quantity) noexcept
    : form_(form),
      quantity_(quantity),
      most_(form.kind == FormKind::fixed ? form.first : largest_drawn(quantity)) {}

std::optional<Distribution> Distribution::parse(std::string_view text, Quantity quantity) {
  const auto form = parse_distribution(text, quantity);
  if (!form) return std::nullopt;
  return Distribution(*form, quantity);
}

Distribution Distribution::capped(std::uint64_t most) const noexcept {
  Distribution lower = *this;
  lower.most_ = std::min(most_, most);
  return lower;
}

std::uint64_t Distribution::capped_amount(double amount) const noexcept {
  const double least = quantity_ == Quantity::size ? 1 : 0;
  return static_cast<std::uint64_t>(std::clamp(amount, least, static_cast<double>(most_)));
}

std::uint64_t Distribution::at(std::uint64_t seed, Stream stream, std::uint64_t k) const noexcept {
  const auto first = static_cast<double>(form_.first);
  const auto drawn = [&] { return uniform_at(seed, stream, k); };
  switch (form_.kind) {
    case FormKind::uniform:
      return capped_amount(
          first + std::floor(drawn() * static_cast<double>(form_.second - form_.first + 1)));
    case FormKind::exponential:
      return capped_amount(-first * std::log(drawn()));
    case FormKind::lognormal: {
      const double sigma = form_.number;
      return capped_amount(first *
                           std::exp(sigma * normal_at(seed, stream, k) - squared(sigma) / 2));
    }
    case FormKind::bimodal:
      return std::min(most_, drawn() < form_.number ? form_.first : form_.second);
    case FormKind::pareto:
      return capped_amount(first * std::pow(drawn(), -1 / form_.number));
    case FormKind::fixed:
      break;
  }
  return most_;
}

std::uint64_t Distribution::largest() const noexcept {
  switch (form_.kind) {
    case FormKind::uniform:
      return std::min(most_, form_.second);
    case FormKind::bimodal:
      return std::min(most_, std::max(form_.first, form_.second));
    default:
      return most_;
  }
}

double Distribution::mean() const noexcept {
  const auto first = static_cast<double>(form_.first);
  const auto second = static_cast<double>(form_.second);
  switch (form_.kind) {
    case FormKind::uniform:
      return (first + second) / 2;
    case FormKind::bimodal:
      return form_.number * first + (1 - form_.number) * second;
    case FormKind::pareto:
      return form_.number > 1 ? first * form_.number / (form_.number - 1) : infinite;
    default:
      return first;
  }
}

double Distribution::squared_variation() const noexcept {
  const double apart = static_cast<double>(form_.second) - static_cast<double>(form_.first);
  const double number = form_.number;
  if (mean() == 0) return 0;
  switch (form_.kind) {
    case FormKind::uniform:
      return squared(apart / mean()) / 12;
    case FormKind::exponential:
      return 1;
    case FormKind::lognormal:
      return std::expm1(squared(number));
    case FormKind::bimodal:
      return number * (1 - number) * squared(apart / mean());
    case FormKind::pareto:
      return number > 2 ? 1 / (number * (number - 2)) : infinite;
    case FormKind::fixed:
      break;
  }
  return 0;
}

Distribution distribution_option(std::string_view name, std::string_view text, Quantity quantity) {
  if (const auto distribution = Distribution::parse(text, quantity)) return *distribution;
  refuse_option(name, text, distribution_syntax(quantity));
}

}  // namespace dispatchbench::workload
