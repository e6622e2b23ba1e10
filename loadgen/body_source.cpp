#include "loadgen/body_source.hpp"

#include <algorithm>
#include <cstring>
#include <functional>

namespace dispatchbench::loadgen {

void BodySource::begin(std::uint64_t bytes) noexcept {
  remaining_ = bytes;
  filled_ = filled_end_ = nullptr;
}

std::size_t BodySource::read(char* buffer, std::size_t room) noexcept {
  const auto bytes = static_cast<std::size_t>(std::min<std::uint64_t>(room, remaining_));
  if (bytes == 0) return 0;
  if (!holds(buffer, bytes)) {
    std::memset(buffer, body_byte, bytes);
    written_ += bytes;
    filled_ = buffer;
    filled_end_ = buffer + bytes;
  }
  remaining_ -= bytes;
  return bytes;
}

bool BodySource::holds(const char* buffer, std::size_t bytes) const noexcept {
  const std::less_equal<const char*> not_after;
  if (!not_after(filled_, buffer) || !not_after(buffer + bytes, filled_end_)) return false;
  // The sender may have put the rest of a header where the body stood: it would begin here.
  return static_cast<unsigned char>(buffer[0]) == body_byte &&
         static_cast<unsigned char>(buffer[bytes - 1]) == body_byte;
}

}  // namespace dispatchbench::loadgen
