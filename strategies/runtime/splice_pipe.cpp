#include "strategies/runtime/splice_pipe.hpp"

#include <fcntl.h>

namespace dispatchbench {
namespace {

constexpr int wanted_capacity = 1 << 20;  // /proc/sys/fs/pipe-max-size as Linux ships it

}  // namespace

bool SplicePipe::open() noexcept {
  if (read_end_) return true;
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return false;
  read_end_.reset(ends[0]);
  write_end_.reset(ends[1]);
  int granted = ::fcntl(ends[1], F_SETPIPE_SZ, wanted_capacity);
  if (granted < 0) granted = ::fcntl(ends[1], F_GETPIPE_SZ);
  capacity_ = granted > 0 ? static_cast<std::size_t>(granted) : 4096;  // PIPE_BUF: always there
  return true;
}

void SplicePipe::discard() noexcept {
  read_end_.reset();
  write_end_.reset();
  capacity_ = 0;
}

}  // namespace dispatchbench
