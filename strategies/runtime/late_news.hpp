// What a worker has said of its load, and what of that has arrived.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>

namespace dispatchbench {

/// As if what is said travelled as a message that takes a fixed time. Any thread.
class LateNews {
 public:
  struct Said {
    std::uint32_t ended = 0;    ///< connections, since the beginning
    std::uint32_t resting = 0;  ///< connections between two requests
    bool idle = false;
  };

  explicit LateNews(std::int64_t delay_ns) noexcept : delay_ns_(delay_ns) {}

  /// What there was no memory for is not heard of until the next.
  void say(const Said& said) noexcept;

  /// The last that has arrived.
  Said heard() const noexcept;

 private:
  struct Message {
    std::int64_t arrives_ns;
    Said said;
  };

  void receive() const noexcept;

  const std::int64_t delay_ns_;
  mutable std::mutex mutex_;
  mutable std::deque<Message> under_way_;
  mutable Said heard_;
};

}  // namespace dispatchbench
