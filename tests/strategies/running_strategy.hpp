// A strategy that runs, with all that it needs, for a test.
#pragma once

#include <chrono>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "client.hpp"
#include "line_service.hpp"
#include "strategies/registry.hpp"
#include "strategies/runtime/thread_accounting.hpp"

namespace dispatchbench {

/// One row of the registry, with one of its backends.
struct Variant {
  const StrategyRow* row;
  const BackendRow* backend;

  std::string name() const;  ///< "work_stealing_epoll"

  /// Where it is told to have so many and is to serve more connections at a time than that.
  unsigned workers(unsigned threads) const;
};
std::ostream& operator<<(std::ostream& out, const Variant& variant);

/// All of them, and the skeletons; of rows that differ in their placement alone the first with each
/// of its backends, the others with one. A backend that not every system has runs one row of each
/// way to hand over and of what happens afterwards.
std::vector<Variant> variants();

/// Skips where the backend is unavailable.
class WithVariant : public testing::TestWithParam<Variant> {
 protected:
  void SetUp() override {
    if (const auto reason = why_unavailable(*GetParam().backend); !reason.empty())
      GTEST_SKIP() << reason;
  }
};

Variant variant(std::string_view strategy, std::string_view backend = "epoll");

class RunningStrategy {
 public:
  /// Listens on a free port of the loopback address. Has Variant::workers(threads).
  explicit RunningStrategy(const Variant& variant, unsigned threads = 4,
                           const std::string& listen = "127.0.0.1:0");
  /// The same with other parts.
  RunningStrategy(const Variant& variant, const Parts& parts, unsigned threads = 4,
                  std::chrono::nanoseconds placement_delay = {});
  /// Stops it, if that has not been done, and fails the test where the contract was broken.
  ~RunningStrategy();

  const ListenAddress& address() const { return strategy_->address(); }
  Client client() const { return Client(address()); }
  std::vector<Client> clients(int count) const;
  /// Their answers, in the same order.
  static std::vector<std::string> ask_all(std::vector<Client>& clients, const std::string& line);

  /// Returns when everything has ended; connections that linger are cut after `milliseconds`.
  void stop(int milliseconds);

  std::uint64_t sum(Counter Worker::*counter) const;
  const std::vector<std::unique_ptr<Worker>>& workers() const { return workers_; }

  LineService service;
  ThreadAccounting accounting;

 private:
  RunningStrategy(const Variant& variant, const std::optional<Parts>& parts, unsigned threads,
                  const std::string& listen, std::chrono::nanoseconds placement_delay = {});

  std::vector<std::unique_ptr<Worker>> workers_;
  std::unique_ptr<Strategy> strategy_;
  int threads_before_;
  bool running_ = false;
};

/// Threads that this process has now, but for those that are ending.
int thread_count();
/// The same, once it is `expected`, or patience is over.
int settled_thread_count(int expected);

/// Whether every thread but the caller's comes to sleep: within a test's patience there are 5 ms in
/// which none of them is woken. One that spins, or wakes every few milliseconds, never does.
bool comes_to_rest();

}  // namespace dispatchbench
