#include "strategies/accept/shared_port.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <netinet/tcp.h>
#include <sstream>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "base/clock.hpp"
#include "base/command_line.hpp"
#include "strategies/accept/reuseport_program.hpp"

namespace dispatchbench {
namespace {

namespace fs = std::filesystem;

/// Handshakes that were under way when another server came end within a round trip.
constexpr std::chrono::milliseconds settling{100};
constexpr std::chrono::milliseconds between_looks{5};

/// As /proc/net/tcp has it: words of the address as they lie in memory, then the port.
std::string in_tcp_table(const ListenAddress& address) {
  std::array<std::uint32_t, 4> words{};
  std::size_t count = 1;
  if (address.family() == AF_INET6) {
    const auto* const six = reinterpret_cast<const sockaddr_in6*>(address.data());
    std::memcpy(words.data(), &six->sin6_addr, sizeof words);
    count = words.size();
  } else {
    words[0] = reinterpret_cast<const sockaddr_in*>(address.data())->sin_addr.s_addr;
  }
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += fmt::format("{:08X}", words[i]);
  return text + fmt::format(":{:04X}", address.port());
}

/// Of all processes. The table begins with those that listen, and can be very long after that.
std::size_t listeners_at(const ListenAddress& address) {
  std::ifstream table(address.family() == AF_INET6 ? "/proc/net/tcp6" : "/proc/net/tcp");
  const std::string wanted = in_tcp_table(address);
  std::size_t count = 0;
  std::string line;
  std::getline(table, line);  // the names of the columns
  while (std::getline(table, line)) {
    std::istringstream words(line);
    std::string number, local, remote, state;
    words >> number >> local >> remote >> state;
    if (state != "0A") break;
    if (local == wanted) ++count;
  }
  return count;
}

bool listens(int descriptor) {
  int listening = 0;
  socklen_t size = sizeof listening;
  return ::getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) == 0 &&
         listening != 0;
}

/// Of this process, which may have inherited one that listens elsewhere.
std::vector<int> own_listeners_at(const ListenAddress& address) {
  std::vector<int> sockets;
  for (const auto& entry : fs::directory_iterator("/proc/self/fd")) {
    const int descriptor = std::stoi(entry.path().filename().string());
    if (listens(descriptor) && ListenAddress::of(descriptor).to_string() == address.to_string()) {
      sockets.push_back(descriptor);
    }
  }
  return sockets;
}

bool something_waits_at(int listener) {
  tcp_info info{};
  socklen_t size = sizeof info;
  return ::getsockopt(listener, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 && info.tcpi_unacked > 0;
}

void await_accepted(const std::vector<int>& listeners, std::int64_t deadline_ns) {
  std::this_thread::sleep_for(settling);
  while (std::any_of(listeners.begin(), listeners.end(), something_waits_at) &&
         monotonic_ns() < deadline_ns) {
    std::this_thread::sleep_for(between_looks);
  }
}

}  // namespace

SharedPort::SharedPort(const ListenAddress& address, std::size_t listeners)
    : address_(address),
      listeners_(listeners),
      others_(address.port() == 0 ? 0 : listeners_at(address)) {
  if (others_ == 0 || others_ == listeners_) return;
  throw UsageError(
      fmt::format("--share-port take-over: expected as many listening sockets as the server that "
                  "is there has, {} at {}, "
                  "and this one would have {}",
                  others_, address.to_string(), listeners_));
}

/// Those of the others come first in the group. When they are gone no socket has the numbers that
/// the program chooses, and the kernel's hash does again.
void SharedPort::take_over() const {
  if (others_ == 0) return;
  choose_at_random(listeners_, others_)(own_listeners_at(address_).at(0));
}

/// Each socket that goes has its number taken by the last of the group. The first of the others is
/// where it was until all of these are gone; so for that moment it gets everything.
void SharedPort::leave(const ListenAddress& address, std::int64_t deadline_ns) noexcept {
  try {
    const std::vector<int> own = own_listeners_at(address);
    if (own.empty() || listeners_at(address) <= own.size()) return;
    await_accepted(own, deadline_ns);
    choose_at_random(1, own.size())(own.front());
  } catch (const std::exception&) {  // what it cannot see to, it leaves to chance
  }
}

}  // namespace dispatchbench
