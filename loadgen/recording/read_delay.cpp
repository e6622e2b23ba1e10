#include "loadgen/recording/read_delay.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <ctime>
#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#include <sys/socket.h>

namespace dispatchbench::loadgen {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;

bool ask_for_stamps(int socket) noexcept {
  const int what = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
  return ::setsockopt(socket, SOL_SOCKET, SO_TIMESTAMPING, &what, sizeof what) == 0;
}

std::int64_t nanoseconds(const timespec& time) noexcept {
  return time.tv_sec * second_ns + time.tv_nsec;
}

std::optional<std::int64_t> stamp_in(msghdr& message) noexcept {
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr;
       part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SO_TIMESTAMPING) continue;
    scm_timestamping stamps{};
    std::memcpy(&stamps, CMSG_DATA(part), sizeof stamps);
    if (stamps.ts[0].tv_sec != 0) return nanoseconds(stamps.ts[0]);
  }
  return std::nullopt;
}

}  // namespace

ReceiveTimestamps::ReceiveTimestamps() noexcept
    : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
  if (socket_) ask_for_stamps(socket_.get());
}

std::optional<std::int64_t> waiting_for_ns(int socket) noexcept {
  if (!ask_for_stamps(socket)) return std::nullopt;
  std::array<char, 4096> data;
  alignas(cmsghdr) std::array<char, 256> control;
  iovec part{data.data(), data.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  if (::recvmsg(socket, &message, MSG_PEEK | MSG_DONTWAIT) <= 0) return std::nullopt;
  const auto stamp = stamp_in(message);
  timespec now{};
  if (!stamp || ::clock_gettime(CLOCK_REALTIME, &now) != 0) return std::nullopt;
  return std::max<std::int64_t>(0, nanoseconds(now) - *stamp);
}

void ReadSampler::adapt(std::int64_t now_ns) noexcept {
  constexpr std::uint64_t most = 1024;  // or it would take long to notice that the load is over
  const std::int64_t passed_ns = now_ns - last_ns_;
  last_ns_ = now_ns;
  if (passed_ns < interval_ns_ / 2) stride_ = std::min(stride_ * 2, most);
  if (passed_ns > interval_ns_ * 2) stride_ = std::max<std::uint64_t>(stride_ / 2, 1);
}

}  // namespace dispatchbench::loadgen
