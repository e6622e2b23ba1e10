#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "experiments/runner/claims/node.hpp"

namespace dispatchbench::runner {
namespace {

using Node = Expression::Node;
using Kind = Node::Kind;
using NodePtr = std::unique_ptr<Node>;

constexpr int deepest = 100;  // parentheses; what nests deeper is a mistake

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view name_of(Type type) {
  if (type == Type::number) return "a number";
  return type == Type::truth ? "something true or false" : "text";
}

class Parser {
 public:
  Parser(std::string_view text, std::span<const Function> functions)
      : text_(text), functions_(functions) {}

  NodePtr whole() {
    NodePtr node = truth();
    skip_blanks();
    if (at_ != text_.size()) refuse(fmt::format("expected an operator, not '{}'", text_[at_]));
    if (node->type == Type::text) refuse("expected a number or a comparison, not text", 0);
    return node;
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const { refuse(what, at_); }
  [[noreturn]] void refuse(const std::string& what, std::size_t where) const {
    throw UsageError(fmt::format("{} at character {} of: {}", what, where + 1, text_));
  }

  void skip_blanks() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }

  char next() {
    skip_blanks();
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  bool take(std::string_view token) {
    skip_blanks();
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }

  /// Like take, for a word: "order" does not begin with "or".
  bool take_word(std::string_view word) {
    skip_blanks();
    const std::size_t end = at_ + word.size();
    if (end < text_.size() && (is_letter(text_[end]) || is_digit(text_[end]))) return false;
    return take(word);
  }

  void require(char c) {
    if (next() != c) refuse(fmt::format("expected '{}'", c));
    ++at_;
  }

  void require(const NodePtr& node, Type type, std::size_t where) const {
    if (node->type == type) return;
    refuse(fmt::format("expected {}, not {}", name_of(type), name_of(node->type)), where);
  }

  static NodePtr joined(Kind kind, Type type, NodePtr left, NodePtr right) {
    auto node = std::make_unique<Node>();
    node->kind = kind;
    node->type = type;
    node->parts.push_back(std::move(left));
    if (right) node->parts.push_back(std::move(right));
    return node;
  }

  /// `left` OPERATOR more, both of the operands' type.
  NodePtr with(NodePtr left, std::size_t where, Kind kind, Type operands, Type result,
               NodePtr (Parser::*more)()) {
    require(left, operands, where);
    skip_blanks();
    const std::size_t here = at_;
    NodePtr right = (this->*more)();
    require(right, operands, here);
    return joined(kind, result, std::move(left), std::move(right));
  }

  NodePtr truth() {
    if (++depth_ > deepest) refuse("too many parentheses");
    skip_blanks();
    const std::size_t where = at_;
    NodePtr node = all();
    while (take_word("or")) {
      node = with(std::move(node), where, Kind::either, Type::truth, Type::truth, &Parser::all);
    }
    --depth_;
    return node;
  }

  NodePtr all() {
    skip_blanks();
    const std::size_t where = at_;
    NodePtr node = part();
    while (take_word("and")) {
      node = with(std::move(node), where, Kind::both, Type::truth, Type::truth, &Parser::part);
    }
    return node;
  }

  NodePtr part() {
    skip_blanks();
    const std::size_t where = at_;
    if (take_word("not")) {
      if (++depth_ > deepest) refuse("too many nots");
      NodePtr node = part();
      --depth_;
      require(node, Type::truth, where + 4);
      return joined(Kind::negation, Type::truth, std::move(node), nullptr);
    }
    NodePtr node = sum();
    // a > b is b < a
    if (take("<=")) return compared(std::move(node), where, Kind::less_or_equal, false);
    if (take("<")) return compared(std::move(node), where, Kind::less, false);
    if (take(">=")) return compared(std::move(node), where, Kind::less_or_equal, true);
    if (take(">")) return compared(std::move(node), where, Kind::less, true);
    return node;
  }

  NodePtr compared(NodePtr left, std::size_t where, Kind kind, bool swapped) {
    NodePtr node = with(std::move(left), where, kind, Type::number, Type::truth, &Parser::sum);
    if (swapped) std::swap(node->parts[0], node->parts[1]);
    return node;
  }

  NodePtr sum() {
    skip_blanks();
    const std::size_t where = at_;
    NodePtr node = product();
    while (next() == '+' || next() == '-') {
      const Kind kind = text_[at_++] == '+' ? Kind::add : Kind::subtract;
      node = with(std::move(node), where, kind, Type::number, Type::number, &Parser::product);
    }
    return node;
  }

  NodePtr product() {
    skip_blanks();
    const std::size_t where = at_;
    NodePtr node = factor();
    while (next() == '*' || next() == '/') {
      const Kind kind = text_[at_++] == '*' ? Kind::multiply : Kind::divide;
      node = with(std::move(node), where, kind, Type::number, Type::number, &Parser::factor);
    }
    return node;
  }

  NodePtr factor() {
    const char c = next();
    if (c == '-') return negative();
    if (c == '"') return quoted();
    if (is_digit(c) || c == '.') return number();
    if (is_letter(c)) return call();
    if (c != '(') refuse("expected a number, a name or '('");
    ++at_;
    NodePtr node = truth();
    require(')');
    return node;
  }

  NodePtr negative() {
    ++at_;
    if (++depth_ > deepest) refuse("too many signs");
    const std::size_t where = at_;
    NodePtr node = factor();
    --depth_;
    require(node, Type::number, where);
    return joined(Kind::negative, Type::number, std::move(node), nullptr);
  }

  NodePtr number() {
    auto node = std::make_unique<Node>();
    const char* const end = text_.data() + text_.size();
    const auto [stop, error] = std::from_chars(text_.data() + at_, end, node->number);
    if (error != std::errc{}) refuse("expected a number");
    at_ = static_cast<std::size_t>(stop - text_.data());
    return node;
  }

  NodePtr quoted() {
    const std::size_t end = text_.find('"', at_ + 1);
    if (end == text_.npos) refuse("this quotation mark has no second one");
    auto node = std::make_unique<Node>();
    node->kind = Kind::text;
    node->type = Type::text;
    node->text = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return node;
  }

  NodePtr call() {
    const std::size_t where = at_;
    while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]))) ++at_;
    const std::string_view name = text_.substr(where, at_ - where);
    if (name == "somewhere") return quantified(Kind::somewhere);
    if (name == "everywhere") return quantified(Kind::everywhere);
    const auto found = std::find_if(functions_.begin(), functions_.end(),
                                    [&](const Function& known) { return known.name == name; });
    if (found == functions_.end()) {
      refuse(fmt::format("there is no '{}'; choose from {}", name, names()), where);
    }
    return applied(*found);
  }

  std::string names() const {
    std::string all;
    for (const Function& function : functions_) all += fmt::format("{}, ", function.name);
    return all + "somewhere, everywhere";
  }

  NodePtr quantified(Kind kind) {
    require('(');
    skip_blanks();
    const std::size_t where = at_;
    NodePtr node = truth();
    require(node, Type::truth, where);
    require(')');
    return joined(kind, Type::truth, std::move(node), nullptr);
  }

  NodePtr applied(const Function& function) {
    auto node = std::make_unique<Node>();
    node->kind = Kind::call;
    node->function = &function;
    require('(');
    for (const char parameter : function.parameters) {
      if (!node->parts.empty()) require(',');
      skip_blanks();
      const std::size_t where = at_;
      if (next() == ')') refuse(arguments_of(function));
      node->parts.push_back(sum());
      require(node->parts.back(), parameter == 't' ? Type::text : Type::number, where);
    }
    if (next() == ',') refuse(arguments_of(function));
    require(')');
    return node;
  }

  static std::string arguments_of(const Function& function) {
    std::string kinds;
    for (const char parameter : function.parameters) {
      kinds += fmt::format("{}{}", kinds.empty() ? "" : ", ", parameter == 't' ? "text" : "number");
    }
    return fmt::format("expected {}({})", function.name, kinds);
  }

  std::string_view text_;
  std::span<const Function> functions_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

Expression Expression::parse(std::string_view text, std::span<const Function> functions) {
  return {std::string(text), Parser(text, functions).whole()};
}

}  // namespace dispatchbench::runner
