#include "servers/http_service.hpp"

#include <cerrno>
#include <fcntl.h>
#include <system_error>

namespace dispatchbench {

HttpService::HttpService(const HttpSettings& settings,
                         const std::optional<std::filesystem::path>& folder)
    : settings_(settings) {
  if (folder) {
    store_ = std::make_unique<ObjectStore>(*folder);
    return;
  }
  null_device_.reset(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  if (!null_device_) {
    throw std::system_error(errno, std::generic_category(), "cannot open /dev/null");
  }
}

HttpService::Place HttpService::enter() noexcept {
  if (take(Place::served, settings_.max_connections)) return Place::served;
  if (take(Place::turned_away, settings_.max_turned_away)) return Place::turned_away;
  return Place::none;
}

bool HttpService::take(Place place, std::size_t most) noexcept {
  if (count_of(place).fetch_add(1, std::memory_order_relaxed) < most) return true;
  leave(place);
  return false;
}

}  // namespace dispatchbench
