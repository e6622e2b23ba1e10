// The expressions of claims: `ratio("reuseport") / ratio("unpark-queue") < 0.5`.
//
//   truth  = all { "or" all }             all    = part { "and" part }
//   part   = "not" part | sum [("<" | "<=" | ">" | ">=") sum]
//   sum    = product { ("+" | "-") product }
//   product = factor { ("*" | "/") factor }
//   factor = "-" factor | number | "(" truth ")" | name "(" [argument { "," argument }] ")"
//
// An argument is text in quotation marks or a sum; `somewhere(truth)` and `everywhere(truth)` ask
// at every point of what the experiment varies. Numbers are intervals, truth has three values.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "experiments/runner/claims/interval.hpp"

namespace dispatchbench::runner {

class Evidence;

/// What an expression needs is not in the results; what() says what is missing.
class CannotTell : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

using Argument = std::variant<std::string, Interval>;
using Value = std::variant<Interval, Truth>;

/// A name that expressions may use: one row each in the table of quantities.hpp.
struct Function {
  std::string_view name;
  std::string_view parameters;  ///< a letter each: t for text, n for a number
  std::string_view about;       ///< one line for people
  /// Throws CannotTell.
  Interval (*call)(const Evidence&, std::span<const Argument>);
};

class Expression {
 public:
  /// Checks names, numbers of arguments and what is number, text or truth. Throws UsageError: what
  /// is wrong, and at which character (from 1).
  static Expression parse(std::string_view text, std::span<const Function> functions);

  Expression(Expression&&) noexcept;
  Expression& operator=(Expression&&) noexcept;
  ~Expression();

  const std::string& text() const noexcept { return text_; }
  bool is_number() const noexcept;  ///< or it is true or false

  /// Throws CannotTell if a quantity is missing, or a divisor may be 0.
  Value evaluate(const Evidence& evidence) const;

  /// Both sides of a comparison, the one that is to be smaller first; nothing if it is none.
  std::optional<std::pair<Interval, Interval>> sides(const Evidence& evidence) const;

  struct Node;

 private:
  Expression(std::string text, std::unique_ptr<Node> root);

  std::string text_;
  std::unique_ptr<Node> root_;
};

}  // namespace dispatchbench::runner
