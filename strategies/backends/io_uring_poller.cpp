// The backend "io_uring".
#include <array>
#include <poll.h>
#include <vector>

#include "machine/core_account.hpp"
#include "strategies/backends/look_first.hpp"
#include "strategies/backends/poll_ring.hpp"
#include "strategies/backends/poller.hpp"

namespace dispatchbench {
namespace {

/// Which object a poll is for. News of a poll that has ended may come after the object has gone, so
/// the kernel gets a tag that is used once, not an address.
template <typename Object>
class Tags {
 public:
  /// Not 0. Throws std::bad_alloc.
  std::uint64_t give(Object& object) {
    if (free_.empty()) {
      free_.reserve(rows_.size() + 1);  // so that take_back() need not
      rows_.emplace_back();
      free_.push_back(static_cast<std::uint32_t>(rows_.size() - 1));
    }
    const std::uint32_t index = free_.back();
    free_.pop_back();
    rows_[index].object = &object;
    return tag_of(index);
  }

  void take_back(std::uint64_t tag) noexcept {
    const std::uint64_t next = renew(tag);
    rows_[index_of(next)].object = nullptr;
    free_.push_back(index_of(next));
  }

  /// Another tag for the same object.
  std::uint64_t renew(std::uint64_t tag) noexcept {
    std::uint32_t& uses = rows_[index_of(tag)].uses;
    if (++uses == 0) uses = 1;
    return tag_of(index_of(tag));
  }

  /// Null if the tag is no longer in use.
  Object* find(std::uint64_t tag) const noexcept {
    const Row& row = rows_[index_of(tag)];
    return row.uses == tag >> 32 ? row.object : nullptr;
  }

 private:
  struct Row {
    Object* object = nullptr;
    std::uint32_t uses = 1;
  };

  static std::uint32_t index_of(std::uint64_t tag) noexcept {
    return static_cast<std::uint32_t>(tag);
  }
  std::uint64_t tag_of(std::uint32_t index) const noexcept {
    return std::uint64_t{rows_[index].uses} << 32 | index;
  }

  std::vector<Row> rows_;
  std::vector<std::uint32_t> free_;
};

class IoUringWatch;

struct Ring {
  PollRing polls;
  Tags<IoUringWatch> tags;
};

/// A poll for each time that it is armed, which ends with its first news. Two go on (multishot):
/// one for a client that wants news alone; and one to write, for it would end with the news that
/// the peer sends no more, which says nothing of room to write, and would at once if it were asked
/// for again.
class IoUringWatch final : public Poller::Watch {
 public:
  IoUringWatch(Ring& ring, int descriptor, Poller::Client& client)
      : ring_(ring), client_(client), tag_(ring.tags.give(*this)), descriptor_(descriptor) {}
  ~IoUringWatch() override {
    ring_.tags.take_back(tag_);
    if (events_ != 0) ring_.polls.release(tag_);
  }

  void arm(Poller::Readiness readiness) override {
    if (readiness == Poller::Readiness::write) return poll(POLLOUT, true);
    // One that goes on may have told already what is there now.
    if (events_ != POLLIN || goes_on_) poll(POLLIN, false);
  }

  void arm_for_news(Poller::Readiness readiness) override {
    if (readiness == Poller::Readiness::write) return arm(readiness);
    if (events_ != POLLIN) poll(POLLIN, true);
  }

  void hear(const PollRing::News& news) noexcept {
    const bool told = news.result < 0 || (news.result & (events_ | POLLERR | POLLHUP)) != 0;
    if (!news.goes_on) events_ = 0;
    if (told || !news.goes_on) client_.ready();  // may destroy `this`
  }

 private:
  void poll(short events, bool goes_on) {
    if (events_ != 0) {
      ring_.polls.forget(tag_);
      tag_ = ring_.tags.renew(tag_);
      events_ = 0;
    }
    ring_.polls.poll(descriptor_, static_cast<unsigned>(events), goes_on, tag_);
    events_ = events;
    goes_on_ = goes_on;
  }

  Ring& ring_;
  Poller::Client& client_;
  std::uint64_t tag_;
  const int descriptor_;
  short events_ = 0;  // of the poll that is under way; 0: none
  bool goes_on_ = false;
};

class IoUringPoller final : public Poller {
 public:
  explicit IoUringPoller(Options options) : look_first_(options.always_look) {}

  std::unique_ptr<Watch> watch(int descriptor, Client& client, Wakeup) override {
    return std::make_unique<IoUringWatch>(ring_, descriptor, client);
  }

  void wait(std::int64_t timeout_ns, Sleeper& sleeper) override {
    std::array<PollRing::News, batch> news;
    std::size_t count = 0;
    if (timeout_ns == 0 || ring_.polls.has_news() || look_first_.worthwhile()) {
      ring_.polls.look();
      count = ring_.polls.take(news);
      look_first_.looked(count > 0);
    }
    if (count == 0 && timeout_ns != 0 && sleeper.prepare_park()) {
      ring_.polls.wait(timeout_ns);
      count = ring_.polls.take(news);
      sleeper.unpark();
    }
    if (count > 0) charge_thread(Event::fetch_events);
    for (std::size_t i = 0; i < count; ++i) {
      if (IoUringWatch* const watch = ring_.tags.find(news[i].tag)) watch->hear(news[i]);
    }
  }

 private:
  Ring ring_;
  LookFirst look_first_;
};

}  // namespace

std::unique_ptr<Poller> make_io_uring_poller(Poller::Options options) {
  return std::make_unique<IoUringPoller>(options);
}

std::string why_no_io_uring() {
  return why_no_poll_ring();
}

}  // namespace dispatchbench
