#include "strategies/accept/listening_sockets.hpp"

#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <netinet/tcp.h>
#include <sstream>
#include <string>
#include <sys/socket.h>

#include <fmt/format.h>

namespace dispatchbench {
namespace {

namespace fs = std::filesystem;

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

bool listens(int descriptor) {
  int listening = 0;
  socklen_t size = sizeof listening;
  return ::getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) == 0 &&
         listening != 0;
}

}  // namespace

/// The table begins with those that listen, and can be very long after that.
std::size_t count_listeners_at(const ListenAddress& address) {
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

}  // namespace dispatchbench
