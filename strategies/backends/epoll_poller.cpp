// The backend "epoll".
#include <array>
#include <system_error>

#include "machine/core_account.hpp"
#include "strategies/backends/look_first.hpp"
#include "strategies/backends/poller.hpp"
#include "strategies/runtime/epoll_set.hpp"

namespace dispatchbench {
namespace {

/// A descriptor known to an epoll instance from when it is first armed. Level-triggered: what is
/// armed for the same thing again costs no system call.
class EpollWatch final : public Poller::Watch {
 public:
  EpollWatch(EpollSet& set, int descriptor, Poller::Client& client, Poller::Wakeup wakeup) noexcept
      : set_(set), client_(client), descriptor_(descriptor), wakeup_(wakeup) {}
  ~EpollWatch() override {
    if (armed_ != 0) set_.remove(descriptor_);
  }

  void arm(Poller::Readiness readiness) override {
    const std::uint32_t events = readiness == Poller::Readiness::read ? EPOLLIN : EPOLLOUT;
    if (events == armed_) return;
    // EPOLLEXCLUSIVE goes with EPOLL_CTL_ADD alone; whoever asked for it only ever reads.
    const std::uint32_t exclusive =
        wakeup_ == Poller::Wakeup::one ? std::uint32_t{EPOLLEXCLUSIVE} : 0U;
    const bool armed = armed_ == 0 ? set_.add(descriptor_, events | exclusive, this)
                                   : set_.modify(descriptor_, events, this);
    if (!armed) throw std::system_error(errno, std::generic_category(), "epoll_ctl");
    armed_ = events;
  }

  /// close(2) takes a descriptor out of every epoll instance.
  void will_close() noexcept override { armed_ = 0; }

  Poller::Client& client() const noexcept { return client_; }

 private:
  EpollSet& set_;
  Poller::Client& client_;
  const int descriptor_;
  const Poller::Wakeup wakeup_;
  std::uint32_t armed_ = 0;
};

class EpollPoller final : public Poller {
 public:
  explicit EpollPoller(Options options) : look_first_(options.always_look) {}

  std::unique_ptr<Watch> watch(int descriptor, Client& client, Wakeup wakeup) override {
    return std::make_unique<EpollWatch>(set_, descriptor, client, wakeup);
  }

  void wait(std::int64_t timeout_ns, Sleeper& sleeper) override {
    std::array<epoll_event, batch> events;
    std::size_t count = 0;
    if (timeout_ns == 0 || look_first_.worthwhile()) {
      count = set_.wait(events, 0);
      look_first_.looked(count > 0);
    }
    if (count == 0 && timeout_ns != 0 && sleeper.prepare_park()) {
      count = set_.wait(events, timeout_ns);
      sleeper.unpark();
    }
    if (count > 0) charge_thread(Event::fetch_events);
    for (std::size_t i = 0; i < count; ++i) {
      static_cast<EpollWatch*>(events[i].data.ptr)->client().ready();
    }
  }

 private:
  EpollSet set_;
  LookFirst look_first_;
};

}  // namespace

std::unique_ptr<Poller> make_epoll_poller(Poller::Options options) {
  return std::make_unique<EpollPoller>(options);
}

}  // namespace dispatchbench
