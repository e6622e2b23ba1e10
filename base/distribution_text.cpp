#include "base/distribution_text.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/units.hpp"

namespace dispatchbench {
namespace {

using Form = std::optional<DistributionForm>;
using Shape = DistributionForm::Kind;

std::optional<std::uint64_t> parse_amount(std::string_view text, Quantity quantity) {
  if (quantity == Quantity::size) return parse_size(text);
  const auto duration = parse_duration(text);
  if (!duration) return std::nullopt;
  return static_cast<std::uint64_t>(duration->count());
}

std::string format_amount(std::uint64_t amount, Quantity quantity) {
  if (quantity == Quantity::size) return format_size(amount);
  return format_duration(Nanoseconds(static_cast<std::int64_t>(amount)));
}

std::optional<std::uint64_t> parse_drawn(std::string_view text, Quantity quantity,
                                         std::uint64_t least) {
  const auto amount = parse_amount(text, quantity);
  if (!amount || *amount < least || *amount > largest_drawn(quantity)) return std::nullopt;
  return amount;
}

std::optional<double> parse_within(std::string_view text, double least, double most) {
  const auto number = parse_number<double>(text);
  const bool within = number && *number >= least && *number <= most;  // which nan is not
  return within ? number : std::nullopt;
}

/// "a,b" → a and b.
std::pair<std::string_view, std::string_view> split_at(char separator, std::string_view text) {
  const std::size_t place = text.find(separator);
  if (place == std::string_view::npos) return {text, {}};
  return {text.substr(0, place), text.substr(place + 1)};
}

Form fixed(std::string_view text, Quantity quantity) {
  const auto amount = parse_amount(text, quantity);
  if (!amount || *amount > largest_fixed(quantity)) return std::nullopt;
  return DistributionForm{Shape::fixed, *amount, 0, 0};
}

/// The two amounts of uniform and bimodal: a time may be none at all, a body has a byte.
Form two_amounts(Shape kind, std::string_view text, Quantity quantity) {
  const std::uint64_t least = quantity == Quantity::size ? 1 : 0;
  const auto [first, second] = split_at(',', text);
  const auto a = parse_drawn(first, quantity, least);
  const auto b = parse_drawn(second, quantity, least);
  if (!a || !b) return std::nullopt;
  return DistributionForm{kind, *a, *b, 0};
}

Form uniform(std::string_view text, Quantity quantity) {
  const Form form = two_amounts(Shape::uniform, text, quantity);
  return form && form->first <= form->second ? form : std::nullopt;
}

Form bimodal(std::string_view text, Quantity quantity) {
  const auto [share, amounts] = split_at(':', text);
  const auto probability = parse_within(share, 0, 1);
  Form form = two_amounts(Shape::bimodal, amounts, quantity);
  if (!form || !probability) return std::nullopt;
  form->number = *probability;
  return form;
}

Form exponential(std::string_view text, Quantity quantity) {
  const auto mean = parse_drawn(text, quantity, 1);
  if (!mean) return std::nullopt;
  return DistributionForm{Shape::exponential, *mean, 0, 0};
}

/// Lognormal and Pareto: an amount, and a number up to `most`.
Form amount_and_number(Shape kind, std::string_view text, Quantity quantity, double most) {
  const auto [first, second] = split_at(',', text);
  const auto amount = parse_drawn(first, quantity, 1);
  const auto number = parse_within(second, 0.01, most);
  if (!amount || !number) return std::nullopt;
  return DistributionForm{kind, *amount, 0, *number};
}

}  // namespace

std::uint64_t largest_fixed(Quantity quantity) noexcept {
  return quantity == Quantity::size ? 1'000'000'000'000 : 86'400'000'000'000;
}

std::uint64_t largest_drawn(Quantity quantity) noexcept {
  return quantity == Quantity::size ? 1'000'000'000 : 86'400'000'000'000;
}

std::optional<DistributionForm> parse_distribution(std::string_view text, Quantity quantity) {
  const auto [name, rest] = split_at(':', text);
  if (name.size() == text.size()) return fixed(text, quantity);
  if (name == "uniform") return uniform(rest, quantity);
  if (name == "exponential") return exponential(rest, quantity);
  if (name == "lognormal") return amount_and_number(Shape::lognormal, rest, quantity, 10);
  if (name == "bimodal") return bimodal(rest, quantity);
  if (name == "pareto") return amount_and_number(Shape::pareto, rest, quantity, 1000);
  return std::nullopt;
}

std::string format_distribution(const DistributionForm& form, Quantity quantity) {
  std::string first = format_amount(form.first, quantity);
  const std::string second = format_amount(form.second, quantity);
  switch (form.kind) {
    case Shape::uniform:
      return fmt::format("uniform:{},{}", first, second);
    case Shape::exponential:
      return fmt::format("exponential:{}", first);
    case Shape::lognormal:
      return fmt::format("lognormal:{},{}", first, form.number);
    case Shape::bimodal:
      return fmt::format("bimodal:{}:{},{}", form.number, first, second);
    case Shape::pareto:
      return fmt::format("pareto:{},{}", first, form.number);
    case Shape::fixed:
      break;
  }
  return first;
}

std::string_view distribution_syntax(Quantity quantity) noexcept {
  if (quantity == Quantity::size) {
    return "a size up to 1TB such as 40MB, or uniform:1kB,2MB, exponential:1MB, lognormal:1MB,2, "
           "bimodal:0.99:1kB,1MB or pareto:100kB,1.5 (sizes up to 1GB, sigma from 0.01 to 10, a "
           "probability, a shape from 0.01 to 1000)";
  }
  return "a time up to 1440m such as 5ms, or uniform:1ms,9ms, exponential:5ms, lognormal:5ms,2, "
         "bimodal:0.99:1ms,100ms or pareto:1ms,1.5 (sigma from 0.01 to 10, a probability, a shape "
         "from 0.01 to 1000)";
}

}  // namespace dispatchbench
