#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "strategies/poller.hpp"

namespace dispatchbench {
namespace {

namespace asio = boost::asio;

/// One io_context that one thread uses: Asio's locking is off, and other threads wake it through a
/// descriptor of their own.
class AsioPoller final : public Poller {
 public:
  std::unique_ptr<Watch> watch(int descriptor, Client& client) override {
    return std::make_unique<AsioWatch>(io_, descriptor, client);
  }

  bool wait(std::int64_t timeout_ns) override {
    std::size_t served = 0;
    while (served < batch && io_.poll_one() > 0) ++served;
    if (served > 0 || timeout_ns == 0) return false;
    if (timeout_ns < 0) {
      io_.run_one();
    } else {
      io_.run_one_for(std::chrono::nanoseconds(timeout_ns));
    }
    return true;
  }

 private:
  class AsioWatch final : public Watch {
   public:
    AsioWatch(asio::io_context& io, int descriptor, Client& client)
        : descriptor_(io, descriptor), client_(client) {}
    ~AsioWatch() override { descriptor_.release(); }  // the connection closes it

    void arm(Readiness readiness) override {
      const auto state = readiness == Readiness::read ? asio::posix::descriptor_base::wait_read
                                                      : asio::posix::descriptor_base::wait_write;
      descriptor_.async_wait(state, [this](const boost::system::error_code& error) {
        if (error == asio::error::operation_aborted) return;  // `this` is gone
        client_.ready();                                      // may destroy `this`
      });
    }

   private:
    asio::posix::stream_descriptor descriptor_;
    Client& client_;
  };

  asio::io_context io_{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE};
  asio::executor_work_guard<asio::io_context::executor_type> busy_{io_.get_executor()};
};

}  // namespace

std::unique_ptr<Poller> make_asio_poller() {
  return std::make_unique<AsioPoller>();
}

}  // namespace dispatchbench
