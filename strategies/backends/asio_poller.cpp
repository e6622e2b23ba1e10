// The backend "asio".
#include <utility>

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

  void wait(std::int64_t timeout_ns, Sleeper& sleeper) override {
    std::size_t served = 0;
    if (timeout_ns == 0 || look_first_.worthwhile()) {
      while (served < batch && io_.poll_one() > 0) ++served;
      look_first_.looked(served > 0);
      if (served > 0) charge_thread(Event::fetch_events);
    }
    if (served > 0 || timeout_ns == 0 || !sleeper.prepare_park()) return;
    asleep_ = &sleeper;
    if (timeout_ns < 0) {
      io_.run_one();
    } else {
      io_.run_one_for(std::chrono::nanoseconds(timeout_ns));
    }
    wake();
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
        poller_.wake();
        client_.ready();  // may destroy `this`
      });
    }

   private:
    AsioPoller& poller_;
    asio::posix::basic_stream_descriptor<asio::io_context::executor_type> descriptor_;
    Client& client_;
  };

  void wake() noexcept {
    Sleeper* const sleeper = std::exchange(asleep_, nullptr);
    if (sleeper == nullptr) return;
    sleeper->unpark();
    charge_thread(Event::fetch_events);
  }

  asio::io_context io_{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE};
  asio::executor_work_guard<asio::io_context::executor_type> busy_{io_.get_executor()};
  LookFirst look_first_;
  Sleeper* asleep_ = nullptr;  // not null while a wait blocks
};

}  // namespace

std::unique_ptr<Poller> make_asio_poller(Poller::Options options) {
  return std::make_unique<AsioPoller>(options);
}

}  // namespace dispatchbench
