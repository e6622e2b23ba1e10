// Values as bytes, from one process to another of the same program.
#pragma once

#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace dispatchbench::loadgen {

class Packer {
 public:
  template <typename T>
  requires std::is_trivially_copyable_v<T>
  void put(const T& value) { bytes_.append(reinterpret_cast<const char*>(&value), sizeof value); }
  void put_text(std::string_view text) {
    put(text.size());
    bytes_ += text;
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Gets what was put, in the same order. Throws std::out_of_range where there is no more.
class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : left_(bytes) {}

  template <typename T>
  requires std::is_trivially_copyable_v<T> T get() {
    T value;
    std::memcpy(&value, taken(sizeof value).data(), sizeof value);
    return value;
  }
  std::string get_text() { return std::string(taken(get<std::size_t>())); }

 private:
  std::string_view taken(std::size_t size) {
    if (size > left_.size()) throw std::out_of_range("a message of another rank is too short");
    const std::string_view bytes = left_.substr(0, size);
    left_.remove_prefix(size);
    return bytes;
  }

  std::string_view left_;
};

}  // namespace dispatchbench::loadgen
