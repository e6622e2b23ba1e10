// Whether a look that does not block is worth its system call before a wait that may block.
#pragma once

namespace dispatchbench {

/// A busy thread finds something at every look, and is spared saying that it parks; one that has
/// little to do finds nothing, and would pay two calls for every event. So: look again after a look
/// that found something, and otherwise only now and then, to learn that it has become busy. One
/// thread.
class LookFirst {
 public:
  static constexpr unsigned waits_between_looks = 16;

  explicit LookFirst(bool always) noexcept : always_(always) {}

  /// Asked before a wait that may block: look first?
  bool worthwhile() noexcept { return always_ || found_ || ++unlooked_ >= waits_between_looks; }

  /// What the look came to.
  void looked(bool found) noexcept {
    found_ = found;
    unlooked_ = 0;
  }

 private:
  const bool always_;
  bool found_ = false;
  unsigned unlooked_ = 0;
};

}  // namespace dispatchbench
