// What a test holds workers with, for as long as it likes.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>

namespace dispatchbench {

/// How long a test waits for what must happen; only a failing test ever waits that long.
inline constexpr std::chrono::seconds patience{30};

/// Gates by name, all closed at first. Any thread.
class Gates {
 public:
  /// Blocks until open(name). The thread counts as held meanwhile.
  void pass(const std::string& name) {
    std::unique_lock lock(mutex_);
    ++gates_[name].held;
    changed_.notify_all();
    changed_.wait_for(lock, patience, [&] { return gates_[name].open; });
  }

  void open(const std::string& name) {
    const std::lock_guard lock(mutex_);
    gates_[name].open = true;
    changed_.notify_all();
  }

  bool is_open(const std::string& name) {
    const std::lock_guard lock(mutex_);
    return gates_[name].open;
  }

  /// Notes that somebody came by, who does not wait.
  void mark(const std::string& name) {
    const std::lock_guard lock(mutex_);
    ++gates_[name].held;
    changed_.notify_all();
  }

  /// Waits until so many have come to that gate. False if they did not.
  bool await(const std::string& name, int many = 1) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return gates_[name].held >= many; });
  }

 private:
  struct Gate {
    bool open = false;
    int held = 0;
  };

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, Gate> gates_;
};

}  // namespace dispatchbench
