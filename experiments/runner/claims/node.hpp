// The syntax tree of an expression; only its parser and its evaluation know it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "experiments/runner/claims/expression.hpp"

namespace dispatchbench::runner {

enum class Type { number, truth, text };

struct Expression::Node {
  enum class Kind {
    number,
    text,
    call,  // leaves, and a function of arguments
    negative,
    add,
    subtract,
    multiply,
    divide,  // of numbers
    less,
    less_or_equal,
    negation,
    both,
    either,  // truths
    somewhere,
    everywhere
  };

  Kind kind = Kind::number;
  Type type = Type::number;
  double number = 0;
  std::string text;
  const Function* function = nullptr;
  std::vector<std::unique_ptr<Node>> parts;
};

}  // namespace dispatchbench::runner
