#include "experiments/runner/process/own_network.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <system_error>
#include <thread>

namespace dispatchbench::runner {
namespace {

constexpr const char* migrate_setting = "/proc/sys/net/ipv4/tcp_migrate_req";

[[noreturn]] void refuse_to_go_on(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

void bring_loopback_up() {
  const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  if (::ioctl(socket.get(), SIOCGIFFLAGS, &request) != 0) refuse_to_go_on("SIOCGIFFLAGS");
  request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP);
  if (::ioctl(socket.get(), SIOCSIFFLAGS, &request) != 0) refuse_to_go_on("SIOCSIFFLAGS");
}

void set_tcp_migrate_req(unsigned value) {
  const Descriptor file(::open(migrate_setting, O_WRONLY | O_CLOEXEC));
  const std::string text = std::to_string(value);
  if (!file || ::write(file.get(), text.data(), text.size()) < 0) refuse_to_go_on(migrate_setting);
}

/// In a thread that ends right after it, so that this one stays where it is.
std::string try_one() {
  std::string reason;
  std::thread([&reason] {
    try {
      const OwnNetwork tried(1);
    } catch (const std::system_error& error) {
      reason = error.what();
    }
  }).join();
  return reason;
}

}  // namespace

OwnNetwork::OwnNetwork(unsigned tcp_migrate_req)
    : before_(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)) {
  if (!before_) refuse_to_go_on("/proc/thread-self/ns/net");
  if (::unshare(CLONE_NEWNET) != 0) refuse_to_go_on("unshare");
  try {
    bring_loopback_up();
    set_tcp_migrate_req(tcp_migrate_req);
  } catch (...) {
    ::setns(before_.get(), CLONE_NEWNET);
    throw;
  }
}

OwnNetwork::~OwnNetwork() {
  ::setns(before_.get(), CLONE_NEWNET);
}

const std::string& OwnNetwork::why_not() {
  static const std::string reason = try_one();
  return reason;
}

std::string tcp_migrate_req_here() {
  std::ifstream file(migrate_setting);
  std::string value;
  file >> value;
  return value;
}

}  // namespace dispatchbench::runner
