// The backend "asio".
#include <array>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include "machine/core_account.hpp"
#include "strategies/backends/look_first.hpp"
#include "strategies/backends/poller.hpp"

namespace dispatchbench {
namespace {

namespace asio = boost::asio;

/// One io_context that one thread uses: Asio's locking is off, and other threads wake it through a
/// descriptor of their own.
class AsioPoller final : public Poller {
 public:
  explicit AsioPoller(Options options) : look_first_(options.always_look) {}

  std::unique_ptr<Watch> watch(int descriptor, Client& client, Wakeup) override {
    return std::make_unique<AsioWatch>(*this, descriptor, client);
  }

  /// What it has found it serves afterwards: what becomes ready meanwhile is for the next wait, or
  /// it would keep whoever comes after this one from its turn. Having blocked it finds the first
  /// alone, for to look for more is a system call.
  void wait(std::int64_t timeout_ns, Sleeper& sleeper) override {
    count_ = 0;
    if (timeout_ns == 0 || look_first_.worthwhile()) {
      while (count_ < batch && io_.poll_one() > 0) {
      }
      look_first_.looked(count_ > 0);
    }
    if (count_ == 0 && timeout_ns != 0 && sleeper.prepare_park()) {
      if (timeout_ns < 0) {
        io_.run_one();
      } else {
        io_.run_one_for(std::chrono::nanoseconds(timeout_ns));
      }
      sleeper.unpark();
    }
    if (count_ > 0) charge_thread(Event::fetch_events);
    for (std::size_t i = 0; i < count_; ++i) found_[i]->client().ready();
  }

 private:
  class AsioWatch final : public Watch {
   public:
    AsioWatch(AsioPoller& poller, int descriptor, Client& client)
        : poller_(poller), descriptor_(poller.io_, descriptor), client_(client) {}
    ~AsioWatch() override { descriptor_.release(); }  // the connection closes it

    void arm(Readiness readiness) override {
      const auto state = readiness == Readiness::read ? asio::posix::descriptor_base::wait_read
                                                      : asio::posix::descriptor_base::wait_write;
      descriptor_.async_wait(state, [this](const boost::system::error_code& error) {
        if (error == asio::error::operation_aborted) return;  // `this` is gone
        poller_.found_[poller_.count_++] = this;
      });
    }

    Client& client() const noexcept { return client_; }

   private:
    AsioPoller& poller_;
    asio::posix::basic_stream_descriptor<asio::io_context::executor_type> descriptor_;
    Client& client_;
  };

  asio::io_context io_{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE};
  asio::executor_work_guard<asio::io_context::executor_type> busy_{io_.get_executor()};
  LookFirst look_first_;
  std::array<AsioWatch*, batch> found_{};  // ready, by this wait
  std::size_t count_ = 0;
};

}  // namespace

std::unique_ptr<Poller> make_asio_poller(Poller::Options options) {
  return std::make_unique<AsioPoller>(options);
}

}  // namespace dispatchbench
