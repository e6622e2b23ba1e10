#include "loadgen/client.hpp"

#include <algorithm>
#include <cerrno>
#include <malloc.h>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <system_error>

#include "base/clock.hpp"

namespace dispatchbench::loadgen {
namespace {

/// How long a slot waits after so many transport errors in a row: not at all after the first, for
/// the server may have ended one connection only.
std::int64_t back_off_ns(unsigned errors_in_a_row) noexcept {
  constexpr std::int64_t first_ns = 10'000'000;
  constexpr unsigned most_doublings = 6;  // 640 ms
  if (errors_in_a_row < 2) return 0;
  return first_ns << std::min(errors_in_a_row - 2, most_doublings);
}

Descriptor new_epoll() {
  Descriptor epoll(::epoll_create1(EPOLL_CLOEXEC));
  if (!epoll) throw std::system_error(errno, std::generic_category(), "epoll_create1");
  return epoll;
}

/// libcurl allocates the buffer of each upload anew. By itself glibc gives the memory back after
/// each, and the next one pays for every page again: over half of what a body of 1 MB costs the
/// client.
void keep_freed_memory() noexcept {
  constexpr int most_of_mmap = 32 << 20;  // no larger threshold is taken
  constexpr int most_kept = 1 << 30;
  ::mallopt(M_MMAP_THRESHOLD, most_of_mmap);
  ::mallopt(M_TRIM_THRESHOLD, most_kept);
}

}  // namespace

CurlLibrary::CurlLibrary() {
  keep_freed_memory();
  if (::curl_global_init(CURL_GLOBAL_NOTHING) != CURLE_OK) {
    throw std::runtime_error("libcurl: cannot be initialised");
  }
}

CurlLibrary::~CurlLibrary() {
  ::curl_global_cleanup();
}

Client::Client(const Options& options, Endpoint& endpoint, unsigned thread, Plan& plan,
               Recorder& recorder, const Stop& stop, EmulatedMachine* machine)
    : options_(options),
      endpoint_(endpoint),
      plan_(plan),
      thread_(thread),
      recorder_(recorder),
      stop_(stop),
      core_(machine),
      deadline_after_ns_(plan.deadline_ns()),
      read_sampler_(options.threads),
      epoll_(new_epoll()),
      multi_(::curl_multi_init()) {
  watch_stop();
  if (!multi_) throw std::runtime_error("libcurl: out of memory");
  add_slots();
  const std::size_t connections = (options.connections + options.threads - 1) / options.threads;
  ::curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(connections * 2 + 16));
  ::curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, &Client::on_socket);
  ::curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, this);
  ::curl_multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, &Client::on_timer);
  ::curl_multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, this);
}

/// Those that any request may need are there from the start.
void Client::add_slots() {
  for (const auto& group : plan_.groups()) {
    if (group->fed()) add_fed_group(*group);
  }
  for (unsigned index = thread_; index < options_.connections; index += options_.threads) {
    if (!plan_.group_of(index).any_connection()) add_slot(index);
  }
}

Client::Slot& Client::add_slot(unsigned index) {
  GroupPlan& plan = plan_.group_of(index);
  auto& slot = slots_.emplace_back(
      new Slot{{options_, plan, endpoint_, index, recorder_}, plan, {}, nullptr, {}, {}});
  slot->free_ns = start_ns_;
  ::curl_easy_setopt(slot->transfer.handle(), CURLOPT_PRIVATE, slot.get());
  if (!plan.fed()) {
    slot->schedule = plan_.schedule_of(index);
    return *slot;
  }
  const auto group = std::find_if(fed_.begin(), fed_.end(),
                                  [&plan](const auto& fed) { return &fed->feed.plan() == &plan; });
  slot->fed = group->get();
  return *slot;
}

void Client::run(std::int64_t start_ns) {
  start_ns_ = start_ns;
  core_.attach();
  const auto& groups = plan_.groups();
  const bool waits_for_times = std::any_of(groups.begin(), groups.end(), [](const auto& group) {
    return group->open_loop() || !group->group().think.none();
  });
  if (waits_for_times) ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
  for (const auto& fed : fed_) {
    if (fed->feed.due_ns()) ++busy_;
  }
  // The list grows where connections are opened as they are needed.
  for (std::size_t i = 0, there = slots_.size(); i < there; ++i) {
    Slot& slot = *slots_[i];
    slot.free_ns = start_ns;
    if (slot.fed != nullptr) continue;
    ++busy_;
    schedule(slot);
  }
  while (busy_ > 0 && !stop_.requested()) {
    start_freed();
    start_due();
    feed_due();
    if (!run_timer_if_due() && busy_ > 0) wait();
    collect();
  }
  cut_off();
  core_.detach();
  recorder_.end();
}

void Client::schedule(Slot& slot) {
  const std::int64_t now_ns = monotonic_ns();
  if (slot.fed != nullptr) return next_waiting(slot, now_ns);
  slot.request = slot.schedule->next(slot.free_ns - start_ns_);  // it thinks from then on
  if (!slot.request) {
    retire(slot);
  } else if (slot.plan.open_loop() || slot.request->thought_ns > 0) {
    const std::int64_t due_ns = start_ns_ + slot.request->due_ns;
    slot.request->waited = slot.plan.open_loop() && slot.free_ns > due_ns;
    due_.emplace(std::max(due_ns, slot.free_ns), &slot);
  } else {
    go_on(slot, now_ns);
  }
}

void Client::retire(Slot& slot) noexcept {
  slot.transfer.hang_up();
  --busy_;
}

void Client::start(Slot& slot, std::int64_t now_ns) {
  const bool open_loop = slot.plan.open_loop();
  SendTimes times;
  times.now_ns = now_ns;
  times.due_ns = open_loop ? start_ns_ + slot.request->due_ns : now_ns;
  times.ready_ns = std::max(start_ns_ + slot.request->due_ns, slot.free_ns);
  if (!open_loop && slot.request->thought_ns == 0) times.ready_ns = slot.free_ns;
  slot.transfer.begin(*slot.request, times);
  add(slot);
}

/// Lets libcurl send at once: what other slots do first would count as this one's latency.
void Client::add(Slot& slot) {
  slot.under_way = true;
  core_.settle();
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
    slot.schedule->give_back(*slot.request);
    slot.request.reset();
    retire(slot);
  } else {
    start(slot, now_ns);
  }
}

bool Client::past_deadline(std::int64_t now_ns) const noexcept {
  return deadline_after_ns_ && now_ns >= start_ns_ + *deadline_after_ns_;
}

/// Whether a slot waits for the server to come back: for the rest of the planned time. Without a
/// duration that is so in an open loop, if the server was ever there.
bool Client::has_time_left(const Slot& slot, std::int64_t now_ns) const {
  if (deadline_after_ns_) return true;
  if (!slot.plan.open_loop() || !answered_) return false;
  return now_ns < start_ns_ + slot.plan.warmup_ns() + slot.plan.planned_ns();
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
  answered_ |= code == CURLE_OK;
  slot.request.reset();
  slot.free_ns = now_ns;
  const unsigned errors = slot.transfer.errors_in_a_row();
  if (errors >= most_errors_in_a_row && !has_time_left(slot, now_ns)) {
    give_up(slot);
  } else if (const std::int64_t pause_ns = back_off_ns(errors); pause_ns > 0) {
    slot.free_ns += pause_ns;
    if (deadline_after_ns_) slot.free_ns = std::min(slot.free_ns, start_ns_ + *deadline_after_ns_);
    due_.emplace(slot.free_ns, &slot);
  } else {
    freed_.push_back(&slot);
  }
}

/// After the answers that were there together have been read: each is younger then, and the server
/// is woken for several requests at once.
void Client::start_freed() {
  for (Slot* const slot : freed_) schedule(*slot);
  freed_.clear();
}

void Client::cut_off() {
  const std::int64_t now_ns = monotonic_ns();
  for (const auto& slot : slots_) {
    if (slot->under_way) {
      slot->transfer.abandon(now_ns);
      ::curl_multi_remove_handle(multi_.get(), slot->transfer.handle());
    } else if (slot->request && slot->schedule) {
      slot->schedule->give_back(*slot->request);
    }
  }
  for (const auto& fed : fed_) {
    while (fed->feed.due_ns() && start_ns_ + *fed->feed.due_ns() <= now_ns)
      fed->dropped.push_back(fed->feed.take());
  }
}

std::vector<Unsent> Client::unsent() const {
  std::vector<Unsent> list;
  const auto add_all = [&list](const GroupPlan& plan, const auto& requests) {
    for (const ScheduledRequest& request : requests) {
      if (!request.warmup) list.push_back({&plan, {request.number, 1, request.number + 1}});
    }
  };
  for (const auto& slot : slots_) {
    if (!slot->plan.open_loop()) continue;
    if (slot->schedule) list.push_back({&slot->plan, slot->schedule->unsent()});
    add_all(slot->plan, slot->waiting);
  }
  for (const auto& fed : fed_) {
    add_all(fed->feed.plan(), fed->waiting);
    add_all(fed->feed.plan(), fed->dropped);
  }
  return list;
}

}  // namespace dispatchbench::loadgen
