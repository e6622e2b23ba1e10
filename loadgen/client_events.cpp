// How a thread waits for its sockets, times and the stop, and tells libcurl.
#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <limits>
#include <sys/epoll.h>
#include <system_error>

#include "base/clock.hpp"
#include "loadgen/client.hpp"

namespace dispatchbench::loadgen {
namespace {

constexpr std::uint64_t stop_event = std::numeric_limits<std::uint64_t>::max();
constexpr std::int64_t longest_wait_ns = 1'000'000'000;

std::uint32_t epoll_events(int what) {
  const std::uint32_t in = (what & CURL_POLL_IN) != 0 ? std::uint32_t{EPOLLIN} : 0U;
  return in | ((what & CURL_POLL_OUT) != 0 ? std::uint32_t{EPOLLOUT} : 0U);
}

int curl_events(std::uint32_t events) {
  return ((events & (EPOLLIN | EPOLLHUP)) != 0 ? CURL_CSELECT_IN : 0) |
         ((events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
         ((events & EPOLLERR) != 0 ? CURL_CSELECT_ERR : 0);
}

/// With nanoseconds where the kernel can (5.11), else with milliseconds, rounded up.
int wait_for_events(int epoll, std::span<epoll_event> events, std::int64_t left_ns) {
  const auto most = static_cast<int>(events.size());
  const timespec timeout{left_ns / 1'000'000'000, left_ns % 1'000'000'000};
  const int count = ::epoll_pwait2(epoll, events.data(), most, &timeout, nullptr);
  if (count >= 0 || errno != ENOSYS) return count;
  const auto milliseconds = static_cast<int>((left_ns + 999'999) / 1'000'000);
  return ::epoll_wait(epoll, events.data(), most, milliseconds);
}

}  // namespace

void Client::watch_stop() {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = stop_event;
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, stop_.descriptor(), &event) != 0) {
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
  }
}

bool Client::run_timer_if_due() {
  if (timer_ns_ < 0 || (timer_ns_ > 0 && timer_ns_ > monotonic_ns())) return false;
  timer_ns_ = -1;
  int running = 0;
  ::curl_multi_socket_action(multi_.get(), CURL_SOCKET_TIMEOUT, 0, &running);
  return true;
}

std::int64_t Client::wait_ns() const {
  std::int64_t until_ns = std::numeric_limits<std::int64_t>::max();
  if (timer_ns_ >= 0) until_ns = timer_ns_;
  if (!due_.empty()) until_ns = std::min(until_ns, due_.top().first);
  for (const auto& fed : fed_) {
    const auto due_ns = fed->feed.due_ns();
    if (due_ns && fed->working > 0) until_ns = std::min(until_ns, start_ns_ + *due_ns);
  }
  return std::clamp<std::int64_t>(until_ns - monotonic_ns(), 0, longest_wait_ns);
}

/// Only a wait that blocked leaves an emulated core to others.
int Client::wait_for(std::span<epoll_event> events) {
  if (!core_.enabled()) return wait_for_events(epoll_.get(), events, wait_ns());
  const int count = wait_for_events(epoll_.get(), events, 0);
  const std::int64_t left_ns = count == 0 ? wait_ns() : 0;
  if (left_ns == 0) return count;
  const int later = wait_for_events(epoll_.get(), events, left_ns);
  core_.idled();
  return later;
}

void Client::wait() {
  // What was answered before libcurl returned from sending raises no event.
  const bool some_are_over = collect();
  std::array<epoll_event, 256> events;
  const int count = some_are_over ? wait_for_events(epoll_.get(), events, 0) : wait_for(events);
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    if (event.data.u64 == stop_event) return;
    const auto socket = static_cast<std::uint32_t>(event.data.u64);
    if (watches_[socket].generation != event.data.u64 >> 32) continue;
    if ((event.events & EPOLLIN) != 0) note_read_delay(static_cast<int>(socket));
    int running = 0;
    ::curl_multi_socket_action(multi_.get(), static_cast<curl_socket_t>(socket),
                               curl_events(event.events), &running);
    collect();
  }
}

void Client::note_read_delay(int socket) {
  if (!read_sampler_.pick(&monotonic_ns)) return;
  if (const auto delay_ns = waiting_for_ns(socket)) recorder_.read_after(*delay_ns);
}

int Client::register_socket(int socket, int what) {
  const auto index = static_cast<std::size_t>(socket);
  if (index >= watches_.size()) watches_.resize(index + 1);
  Watch& watch = watches_[index];
  if (what == CURL_POLL_REMOVE) {
    ++watch.generation;
    watch.registered = false;
    // libcurl removes a socket before it closes it; one that is closed already has left by itself.
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, socket, nullptr);
    return 0;
  }
  epoll_event event{};
  event.events = epoll_events(what);
  event.data.u64 = std::uint64_t{watch.generation} << 32 | static_cast<std::uint32_t>(socket);
  const int operation = watch.registered ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
  watch.registered = true;
  return ::epoll_ctl(epoll_.get(), operation, socket, &event);
}

int Client::on_socket(CURL*, curl_socket_t socket, int what, void* self, void*) {
  return static_cast<Client*>(self)->register_socket(socket, what);
}

int Client::on_timer(CURLM*, long milliseconds, void* self) {
  auto& client = *static_cast<Client*>(self);
  if (milliseconds <= 0) {
    client.timer_ns_ = milliseconds;  // never, or at once
  } else {
    client.timer_ns_ = monotonic_ns() + milliseconds * 1'000'000;
  }
  return 0;
}

}  // namespace dispatchbench::loadgen
