// The bytes of request bodies, made so that a byte is written once and then only sent.
#pragma once

#include <cstddef>
#include <cstdint>

namespace dispatchbench::loadgen {

/// Every byte of every body: no byte of an HTTP header, so that a buffer that held one is noticed,
/// and the same at every offset, so that a buffer stays right when its bytes are moved within it.
inline constexpr unsigned char body_byte = 0xb5;

/// The body of one request at a time, written into buffers that belong to the sender. The sender
/// hands in the same buffer again and again, and between two calls of one request it only moves
/// body bytes within it: so what was written once is there already, and writing it again would
/// cost as much as a third of the send itself. One thread.
class BodySource {
 public:
  /// Starts a body of `bytes`. What is known of the buffer is forgotten: the sender may have given
  /// its memory back in between.
  void begin(std::uint64_t bytes) noexcept;

  /// Makes the next bytes of the body present at `buffer`, which has room for `room`. How many: 0
  /// once the body is over.
  std::size_t read(char* buffer, std::size_t room) noexcept;

  /// Bytes written by this source since it was made; the rest were there already.
  std::uint64_t written() const noexcept { return written_; }

 private:
  bool holds(const char* buffer, std::size_t bytes) const noexcept;

  std::uint64_t remaining_ = 0;
  std::uint64_t written_ = 0;
  const char* filled_ = nullptr;  // [filled_, filled_end_) holds body bytes
  const char* filled_end_ = nullptr;
};

}  // namespace dispatchbench::loadgen
