#include "experiments/runner/claims/expression.hpp"

#include <optional>

#include <fmt/format.h>

#include "experiments/runner/claims/evidence.hpp"
#include "experiments/runner/claims/node.hpp"

namespace dispatchbench::runner {
namespace {

using Node = Expression::Node;
using NodeKind = Node::Kind;

Truth truth_of(const Node& node, const Evidence& evidence);
Interval number_of(const Node& node, const Evidence& evidence);

Interval called(const Node& node, const Evidence& evidence) {
  std::vector<Argument> arguments;
  for (const auto& part : node.parts) {
    if (part->type == Type::text) {
      arguments.emplace_back(part->text);
    } else {
      arguments.emplace_back(number_of(*part, evidence));
    }
  }
  return node.function->call(evidence, arguments);
}

Interval quotient(const Interval& a, const Interval& b) {
  if (spans_zero(b))
    throw CannotTell(fmt::format("a divisor may be 0 ({:.3g} to {:.3g})", b.low, b.high));
  return a / b;
}

Interval number_of(const Node& node, const Evidence& evidence) {
  const auto part = [&](std::size_t i) { return number_of(*node.parts[i], evidence); };
  switch (node.kind) {
    case NodeKind::number:
      return Interval::exactly(node.number);
    case NodeKind::call:
      return called(node, evidence);
    case NodeKind::negative:
      return -part(0);
    case NodeKind::add:
      return part(0) + part(1);
    case NodeKind::subtract:
      return part(0) - part(1);
    case NodeKind::multiply:
      return part(0) * part(1);
    default:
      return quotient(part(0), part(1));
  }
}

/// What holds over all points. One that lacks something decides nothing, unless all do.
Truth over_points(const Node& node, const Evidence& evidence, Truth start,
                  Truth (*together)(Truth, Truth)) {
  Truth sum = start;
  std::optional<CannotTell> missing;
  bool any = false;
  for (const Json& point : evidence.points()) {
    try {
      sum = together(sum, truth_of(node, evidence.at(point)));
      any = true;
    } catch (const CannotTell& error) {
      missing = error;
      sum = together(sum, Truth::unknown);
    }
  }
  if (!any && missing) throw CannotTell(*missing);
  return sum;
}

Truth truth_of(const Node& node, const Evidence& evidence) {
  const auto part = [&](std::size_t i) { return truth_of(*node.parts[i], evidence); };
  const auto number = [&](std::size_t i) { return number_of(*node.parts[i], evidence); };
  switch (node.kind) {
    case NodeKind::less:
      return less(number(0), number(1));
    case NodeKind::less_or_equal:
      return less_or_equal(number(0), number(1));
    case NodeKind::negation:
      return !part(0);
    case NodeKind::both:
      return both(part(0), part(1));
    case NodeKind::either:
      return either(part(0), part(1));
    case NodeKind::somewhere:
      return over_points(*node.parts[0], evidence, Truth::no, either);
    default:
      return over_points(*node.parts[0], evidence, Truth::yes, both);
  }
}

}  // namespace

Expression::Expression(std::string text, std::unique_ptr<Node> root)
    : text_(std::move(text)), root_(std::move(root)) {}
Expression::Expression(Expression&&) noexcept = default;
Expression& Expression::operator=(Expression&&) noexcept = default;
Expression::~Expression() = default;

bool Expression::is_number() const noexcept {
  return root_->type == Type::number;
}

Value Expression::evaluate(const Evidence& evidence) const {
  if (is_number()) return number_of(*root_, evidence);
  return truth_of(*root_, evidence);
}

std::optional<std::pair<Interval, Interval>> Expression::sides(const Evidence& evidence) const {
  if (root_->kind != NodeKind::less && root_->kind != NodeKind::less_or_equal) return std::nullopt;
  return std::pair(number_of(*root_->parts[0], evidence), number_of(*root_->parts[1], evidence));
}

}  // namespace dispatchbench::runner
