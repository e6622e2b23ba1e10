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

bool HttpService::enter() noexcept {
  if (connections_.fetch_add(1, std::memory_order_relaxed) < settings_.max_connections) return true;
  leave();
  return false;
}

}  // namespace dispatchbench
