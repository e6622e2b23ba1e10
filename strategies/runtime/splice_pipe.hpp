// The pipe through which a worker splices bodies from a socket to a file.
#pragma once

#include <cstddef>

#include "base/descriptor.hpp"

namespace dispatchbench {

/// A pipe opened at its first use, and again after discard(). Own thread only. It must be empty
/// whenever a Connection::advance() returns, or one object's bytes end up in another.
class SplicePipe {
 public:
  /// Opens the pipe if need be. False if the system has none to give (errno says why).
  bool open() noexcept;

  int read_end() const noexcept { return read_end_.get(); }
  int write_end() const noexcept { return write_end_.get(); }

  /// Bytes it holds at most: 1 MiB if the kernel grants it (an unprivileged user has 64 such
  /// pipes), else what it has; 0 while closed.
  std::size_t capacity() const noexcept { return capacity_; }

  /// Throws away what is in it, by closing it.
  void discard() noexcept;

 private:
  Descriptor read_end_;
  Descriptor write_end_;
  std::size_t capacity_ = 0;
};

}  // namespace dispatchbench
