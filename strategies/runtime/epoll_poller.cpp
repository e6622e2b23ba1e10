#include <array>

#include "strategies/runtime/epoll_set.hpp"
#include "strategies/runtime/poller.hpp"

namespace dispatchbench {
namespace {

/// Level-triggered: what is armed for the same thing again costs no system call.
class EpollPoller final : public Poller {
 public:
  std::unique_ptr<Watch> watch(int descriptor, Client& client) override {
    auto made = std::make_unique<EpollWatch>(set_, descriptor, client);
    if (!set_.add(descriptor, 0, made.get())) {
      throw std::system_error(errno, std::generic_category(), "epoll_ctl");
    }
    return made;
  }

  void wait(std::int64_t timeout_ns, Sleeper& sleeper) override {
    std::array<epoll_event, batch> events;
    std::size_t count = set_.wait(events, 0);
    if (count == 0 && timeout_ns != 0) {
      count = set_.wait(events, timeout_ns);
      sleeper.woke();
    }
    for (std::size_t i = 0; i < count; ++i) {
      static_cast<EpollWatch*>(events[i].data.ptr)->client().ready();
    }
  }

 private:
  class EpollWatch final : public Watch {
   public:
    EpollWatch(EpollSet& set, int descriptor, Client& client) noexcept
        : set_(set), client_(client), descriptor_(descriptor) {}
    ~EpollWatch() override { set_.remove(descriptor_); }

    void arm(Readiness readiness) override {
      const std::uint32_t events = readiness == Readiness::read ? EPOLLIN : EPOLLOUT;
      if (events == armed_) return;
      set_.modify(descriptor_, events, this);
      armed_ = events;
    }

    Client& client() const noexcept { return client_; }

   private:
    EpollSet& set_;
    Client& client_;
    const int descriptor_;
    std::uint32_t armed_ = 0;
  };

  EpollSet set_;
};

}  // namespace

std::unique_ptr<Poller> make_epoll_poller() {
  return std::make_unique<EpollPoller>();
}

}  // namespace dispatchbench
