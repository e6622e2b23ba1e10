// One line on a terminal that is written anew as things go on, without escape codes.
#pragma once

#include <cstddef>
#include <cstdio>
#include <string_view>

namespace dispatchbench {

/// One thread at a time. Nothing is thrown: what cannot be printed must not end what it is about.
class StatusLine {
 public:
  /// `out` must outlive this.
  explicit StatusLine(std::FILE* out);

  /// Whether the line can be rewritten: `out` is a terminal, and no dumb one, which may not go back
  /// to the start of a line. Elsewhere nothing below is to be called.
  bool possible() const noexcept { return possible_; }

  /// Characters of the widest line: one less than the terminal has, for some wrap once the last one
  /// is written. May change at any time.
  std::size_t columns() const noexcept;

  /// In place of what stands there; what does not fit is cut off.
  void show(std::string_view line);
  /// The same, whole and to stay: what comes next stands below.
  void leave(std::string_view line);
  void wipe() { show(""); }

 private:
  void write(std::string_view line);

  std::FILE* const out_;
  const bool possible_;
  std::size_t shown_ = 0;  // characters that stand there
};

}  // namespace dispatchbench
