// Memory for one of Asio's handlers, so that waiting again never needs any.
#pragma once

#include <array>
#include <cstddef>
#include <new>
#include <utility>

#include <boost/asio/bind_allocator.hpp>

namespace dispatchbench {

/// For one handler at a time; Asio gives the memory back before it calls the handler. Lives longer
/// than the handler.
class HandlerMemory {
 public:
  /// Asio's allocator for that memory. What does not fit, or comes while it is in use, comes from
  /// the heap.
  template <typename T>
  struct Allocator {
    using value_type = T;

    explicit Allocator(HandlerMemory& memory) noexcept : its(&memory) {}
    template <typename Other>
    Allocator(const Allocator<Other>& other) noexcept : its(other.its) {}

    T* allocate(std::size_t count) { return static_cast<T*>(its->allocate(sizeof(T) * count)); }
    void deallocate(T* memory, std::size_t) noexcept { its->deallocate(memory); }
    template <typename Other>
    bool operator==(const Allocator<Other>& other) const noexcept {
      return its == other.its;
    }

    HandlerMemory* its;
  };

  /// `handler`, for which Asio takes its memory here.
  template <typename Handler>
  auto bind(Handler handler) noexcept {
    return boost::asio::bind_allocator(Allocator<char>(*this), std::move(handler));
  }

 private:
  void* allocate(std::size_t size) {
    if (in_use_ || size > memory_.size()) return ::operator new(size);
    in_use_ = true;
    return memory_.data();
  }
  void deallocate(void* memory) noexcept {
    if (memory != memory_.data()) return ::operator delete(memory);
    in_use_ = false;
  }

  alignas(std::max_align_t) std::array<std::byte, 192> memory_;
  bool in_use_ = false;
};

}  // namespace dispatchbench
