#include "experiments/runner/spec/shell_words.hpp"

namespace dispatchbench::runner {
namespace {

class ShellWords {
 public:
  explicit ShellWords(std::string_view text) : left_(text) {}

  std::optional<std::vector<std::string>> split() {
    while (!left_.empty()) {
      if (!take(next())) return std::nullopt;
    }
    if (quote_ != none) return std::nullopt;
    end_word();
    return std::move(words_);
  }

 private:
  static constexpr char none = '\0';

  char next() {
    const char first = left_.front();
    left_.remove_prefix(1);
    return first;
  }

  /// False if it is a backslash with nothing after it.
  bool take(char c) {
    if (c == '\\' && escapes()) {
      if (left_.empty()) return false;
      add(next());
    } else if (c == quote_) {
      quote_ = none;
    } else if (quote_ == none && (c == '\'' || c == '"')) {
      quote_ = c;
      in_word_ = true;
    } else if (quote_ == none && (c == ' ' || c == '\t' || c == '\n')) {
      end_word();
    } else {
      add(c);
    }
    return true;
  }

  /// Whether a backslash here is the next character's, and not itself.
  bool escapes() const {
    if (quote_ == '\'') return false;
    return quote_ == none || (!left_.empty() && (left_.front() == '"' || left_.front() == '\\'));
  }

  void add(char c) {
    word_ += c;
    in_word_ = true;
  }

  void end_word() {
    if (in_word_) words_.push_back(std::move(word_));
    word_.clear();
    in_word_ = false;
  }

  std::string_view left_;
  std::string word_;
  bool in_word_ = false;  // '' is one
  char quote_ = none;     // that is open
  std::vector<std::string> words_;
};

}  // namespace

std::optional<std::vector<std::string>> shell_words(std::string_view text) {
  return ShellWords(text).split();
}

}  // namespace dispatchbench::runner
