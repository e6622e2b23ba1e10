#include "loadgen/client.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <limits>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <system_error>
#include <unistd.h>

#include "base/clock.hpp"

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

/// How long a slot waits after so many transport errors in a row: not at all after the first, for
/// the server may have ended one connection only.
std::int64_t back_off_ns(unsigned errors_in_a_row) noexcept {
  constexpr std::int64_t first_ns = 10'000'000;
  constexpr unsigned most_doublings = 6;  // 640 ms
  if (errors_in_a_row < 2) return 0;
  return first_ns << std::min(errors_in_a_row - 2, most_doublings);
}

/// With nanoseconds where the kernel can (5.11), else with milliseconds, rounded up.
template <std::size_t N>
int wait_for_events(int epoll, std::array<epoll_event, N>& events, std::int64_t left_ns) {
  const timespec timeout{left_ns / 1'000'000'000, left_ns % 1'000'000'000};
  const int count = ::epoll_pwait2(epoll, events.data(), static_cast<int>(N), &timeout, nullptr);
  if (count >= 0 || errno != ENOSYS) return count;
  const auto milliseconds = static_cast<int>((left_ns + 999'999) / 1'000'000);
  return ::epoll_wait(epoll, events.data(), static_cast<int>(N), milliseconds);
}

}  // namespace

CurlLibrary::CurlLibrary() {
  if (::curl_global_init(CURL_GLOBAL_NOTHING) != CURLE_OK) {
    throw std::runtime_error("libcurl: cannot be initialised");
  }
}

CurlLibrary::~CurlLibrary() {
  ::curl_global_cleanup();
}

Client::Epoll::Epoll() : descriptor_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
}

Client::Epoll::~Epoll() {
  ::close(descriptor_);
}

Client::Client(const Options& options, Endpoint& endpoint, unsigned first_slot, Plan& plan,
               Recorder& recorder, const Stop& stop)
    : recorder_(recorder),
      stop_(stop),
      open_loop_(options.rate > 0),
      deadline_after_ns_(plan.deadline_ns()),
      read_sampler_(options.threads),
      multi_(::curl_multi_init()) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = stop_event;
  if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, stop.descriptor(), &event) != 0) {
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
  }
  if (!multi_) throw std::runtime_error("libcurl: out of memory");
  add_slots(options, endpoint, first_slot, plan);
  ::curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS,
                      static_cast<long>(slots_.size() * 2 + 16));
  ::curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, &Client::on_socket);
  ::curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, this);
  ::curl_multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, &Client::on_timer);
  ::curl_multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, this);
}

void Client::add_slots(const Options& options, Endpoint& endpoint, unsigned first_slot,
                       Plan& plan) {
  for (unsigned index = first_slot; index < options.connections; index += options.threads) {
    auto& slot = slots_.emplace_back(
        new Slot{{options, endpoint, index, recorder_}, plan.schedule_of(index), {}});
    ::curl_easy_setopt(slot->transfer.handle(), CURLOPT_PRIVATE, slot.get());
  }
}

void Client::run(std::int64_t start_ns) {
  start_ns_ = start_ns;
  if (open_loop_) ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
  busy_ = slots_.size();
  for (const auto& slot : slots_) {
    slot->free_ns = start_ns;
    schedule(*slot);
  }
  while (busy_ > 0 && !stop_.requested()) {
    start_due();
    if (!run_timer_if_due()) wait();
    collect();
  }
  cut_off();
  recorder_.end();
}

void Client::schedule(Slot& slot) {
  const std::int64_t now_ns = monotonic_ns();
  slot.request = slot.schedule.next(now_ns - start_ns_);
  if (!slot.request) {
    retire(slot);
  } else if (open_loop_) {
    due_.emplace(std::max(start_ns_ + slot.request->due_ns, slot.free_ns), &slot);
  } else {
    start(slot, now_ns);
  }
}

void Client::retire(Slot& slot) noexcept {
  slot.transfer.hang_up();
  --busy_;
}

void Client::start(Slot& slot, std::int64_t now_ns) {
  SendTimes times;
  times.now_ns = now_ns;
  times.due_ns = open_loop_ ? start_ns_ + slot.request->due_ns : now_ns;
  times.ready_ns = open_loop_ ? std::max(times.due_ns, slot.free_ns) : slot.free_ns;
  slot.transfer.begin(*slot.request, times);
  add(slot);
}

/// Lets libcurl send at once: what other slots do first would count as this one's latency.
void Client::add(Slot& slot) {
  slot.under_way = true;
  ::curl_multi_add_handle(multi_.get(), slot.transfer.handle());
  run_timer_if_due();
}

void Client::start_due() {
  while (!due_.empty()) {
    const std::int64_t now_ns = monotonic_ns();
    const auto [due_ns, slot] = due_.top();
    if (due_ns > now_ns) return;
    due_.pop();
    go_on(*slot, now_ns);
  }
}

/// A slot whose time has come: to send what it has, or after an error to ask for something.
void Client::go_on(Slot& slot, std::int64_t now_ns) {
  if (!slot.request) {
    schedule(slot);
  } else if (past_deadline(now_ns) && !slot.request->warmup) {
    slot.schedule.give_back(*slot.request);
    slot.request.reset();
    retire(slot);
  } else {
    start(slot, now_ns);
  }
}

bool Client::past_deadline(std::int64_t now_ns) const noexcept {
  return deadline_after_ns_ && now_ns >= start_ns_ + *deadline_after_ns_;
}

bool Client::collect() {
  bool any = false;
  int left = 0;
  while (const CURLMsg* message = ::curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* easy = message->easy_handle;
    const CURLcode code = message->data.result;  // the message is gone with the handle
    Slot* slot = nullptr;
    ::curl_easy_getinfo(easy, CURLINFO_PRIVATE, &slot);
    finish(*slot, code);
    any = true;
  }
  return any;
}

void Client::finish(Slot& slot, CURLcode code) {
  const std::int64_t now_ns = monotonic_ns();
  ::curl_multi_remove_handle(multi_.get(), slot.transfer.handle());
  slot.under_way = false;
  if (slot.transfer.send_again(code)) return add(slot);
  slot.transfer.end(code, now_ns);
  slot.request.reset();
  slot.free_ns = now_ns;
  const unsigned errors = slot.transfer.errors_in_a_row();
  if (errors >= most_errors_in_a_row && !deadline_after_ns_) {
    retire(slot);
  } else if (const std::int64_t pause_ns = back_off_ns(errors); pause_ns > 0) {
    slot.free_ns += pause_ns;
    if (deadline_after_ns_) slot.free_ns = std::min(slot.free_ns, start_ns_ + *deadline_after_ns_);
    due_.emplace(slot.free_ns, &slot);
  } else {
    schedule(slot);
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
  return std::clamp<std::int64_t>(until_ns - monotonic_ns(), 0, longest_wait_ns);
}

void Client::wait() {
  // What was answered before libcurl returned from sending raises no event.
  if (collect()) return;
  std::array<epoll_event, 256> events;
  const std::int64_t left_ns = wait_ns();
  const int count = wait_for_events(epoll_, events, left_ns);
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

void Client::cut_off() {
  const std::int64_t now_ns = monotonic_ns();
  for (const auto& slot : slots_) {
    if (slot->under_way) {
      slot->transfer.abandon(now_ns);
      ::curl_multi_remove_handle(multi_.get(), slot->transfer.handle());
    } else if (slot->request) {
      slot->schedule.give_back(*slot->request);
    }
  }
}

std::vector<NumberRange> Client::unsent() const {
  std::vector<NumberRange> ranges;
  for (const auto& slot : slots_) ranges.push_back(slot->schedule.unsent());
  return ranges;
}

int Client::register_socket(int socket, int what) {
  const auto index = static_cast<std::size_t>(socket);
  if (index >= watches_.size()) watches_.resize(index + 1);
  Watch& watch = watches_[index];
  if (what == CURL_POLL_REMOVE) {
    ++watch.generation;
    watch.registered = false;
    // libcurl removes a socket before it closes it; one that is closed already has left by itself.
    ::epoll_ctl(epoll_, EPOLL_CTL_DEL, socket, nullptr);
    return 0;
  }
  epoll_event event{};
  event.events = epoll_events(what);
  event.data.u64 = std::uint64_t{watch.generation} << 32 | static_cast<std::uint32_t>(socket);
  const int operation = watch.registered ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
  watch.registered = true;
  return ::epoll_ctl(epoll_, operation, socket, &event);
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
