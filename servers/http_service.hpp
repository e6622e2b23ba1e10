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
#include "servers/http/demand.hpp"
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
  std::uint16_t most_requests = 0;  ///< on one connection; 0: any number
  std::size_t max_connections = 1000;
  std::size_t max_turned_away = 0;  ///< more connections at a time, which only hear 503
  bool server_timing = true;
  DemandMode demand = DemandMode::ignore;
  /// A connection that has had no request yet is not idle, and is drained after its first.
  bool awaits_first_request = false;
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

  /// What there is room for.
  enum class Place : std::uint8_t {
    served,       ///< one of the --max-connections
    turned_away,  ///< hears 503 and ends in order, as long as that takes
    none          ///< not even that
  };
  /// Takes a place for a new connection; all but `none` are to be left.
  Place enter() noexcept;
  void leave(Place place) noexcept { count_of(place).fetch_sub(1, std::memory_order_relaxed); }

 private:
  bool take(Place place, std::size_t most) noexcept;
  std::atomic<std::size_t>& count_of(Place place) noexcept {
    return place == Place::served ? served_ : turned_away_;
  }

  const HttpSettings settings_;
  std::unique_ptr<ObjectStore> store_;
  Descriptor null_device_;
  std::atomic<std::size_t> served_{0};
  std::atomic<std::size_t> turned_away_{0};
};

}  // namespace dispatchbench
