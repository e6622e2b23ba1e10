// Cores that several threads, and processes, reserve.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>

#include "machine/core_pool.hpp"

namespace dispatchbench {

/// Any thread of any process that has the same file. A process that dies leaves the lock and its
/// reservations to the others.
class SharedCores {
 public:
  /// In memory of its own, or in a file that whoever comes first fills. Throws std::system_error,
  /// and std::runtime_error with one line if the file is something else or has other cores.
  SharedCores(unsigned cores, const std::optional<std::filesystem::path>& file);
  ~SharedCores();
  SharedCores(const SharedCores&) = delete;
  SharedCores& operator=(const SharedCores&) = delete;

  /// CorePool::reserve() for this process; now_ns tells what lies suspiciously far ahead.
  Reservation reserve(std::int64_t at_ns, std::int64_t cost_ns, std::int64_t now_ns) noexcept;

 private:
  struct Memory;

  static std::size_t size_for(unsigned cores) noexcept;

  const std::size_t size_;
  const std::int32_t process_;
  Memory* memory_ = nullptr;
  std::int64_t looked_ns_ = 0;  // when it was last looked whether a process is gone; under the lock
};

}  // namespace dispatchbench
