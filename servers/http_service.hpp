// What all connections of a server share.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "servers/body_sink.hpp"
#include "servers/object_store.hpp"
#include "servers/rest_api.hpp"

namespace dispatchbench {

/// How connections behave, as the command line says.
struct HttpSettings {
  Rest rest = Rest::article;
  CopyMode copy = CopyMode::read;
  std::uint64_t quantum = 4U << 20;  ///< most bytes one advance() receives and sends
  Nanoseconds header_timeout = std::chrono::seconds(10);
  Nanoseconds idle_timeout = std::chrono::seconds(75);
  Nanoseconds body_timeout = std::chrono::seconds(30);  ///< without progress, either way
  double least_rate = 500;  ///< bytes a second, either way; below it the body timeout runs out
  std::uint64_t max_body = 10'000'000'000;
  std::size_t max_connections = 1000;
  bool server_timing = true;
};

/// Settings, where bodies go, and how many connections there are. Any thread; lives longer than
/// every connection.
class HttpService {
 public:
  /// Without a folder every body goes to /dev/null and no object exists. Throws std::system_error
  /// if the folder cannot be used.
  HttpService(const HttpSettings& settings, const std::optional<std::filesystem::path>& folder);

  const HttpSettings& settings() const noexcept { return settings_; }
  /// Null: every body goes to null_device().
  const ObjectStore* store() const noexcept { return store_.get(); }
  int null_device() const noexcept { return null_device_.get(); }

  /// A connection's place among the --max-connections; false if all are taken.
  bool enter() noexcept;
  void leave() noexcept { connections_.fetch_sub(1, std::memory_order_relaxed); }

 private:
  const HttpSettings settings_;
  std::unique_ptr<ObjectStore> store_;
  Descriptor null_device_;
  std::atomic<std::size_t> connections_{0};
};

}  // namespace dispatchbench
