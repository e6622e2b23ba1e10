#include "running_strategy.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <poll.h>
#include <sstream>
#include <string>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "strategies/skeleton/skeletons.hpp"

namespace dispatchbench {
namespace fs = std::filesystem;

std::string Variant::name() const {
  std::string name = std::string(row->name) + "_" + std::string(backend->name);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

unsigned Variant::workers(unsigned threads) const {
  constexpr unsigned most_connections = 64;  // of any test
  if (row->one_connection_each) return most_connections;
  return row->single_worker ? 1 : threads;
}

std::ostream& operator<<(std::ostream& out, const Variant& variant) {
  return out << variant.name();
}

namespace {

/// No backend knows who chose a connection's worker.
bool differ_in_placement_alone(const StrategyRow& row, const StrategyRow& other) {
  return row.parts && other.parts && row.parts->accept == other.parts->accept &&
         row.parts->handoff == other.parts->handoff &&
         row.parts->afterwards == other.parts->afterwards &&
         row.single_worker == other.single_worker;
}

/// Of rows on a backend that not every system has.
bool another_is_enough(const StrategyRow& row, const BackendRow* backend, const Variant& other) {
  return backend->why_not != nullptr && backend == other.backend && row.parts &&
         row.parts->handoff == other.row->parts->handoff &&
         row.parts->afterwards == other.row->parts->afterwards &&
         row.single_worker == other.row->single_worker;
}

}  // namespace

std::vector<Variant> variants() {
  std::vector<Variant> all;
  const auto add_row = [&all](const StrategyRow& row) {
    const bool alike = std::any_of(all.begin(), all.end(), [&row](const Variant& earlier) {
      return differ_in_placement_alone(row, *earlier.row);
    });
    if (alike) return all.push_back({&row, find_backend("epoll")});
    for (const BackendRow* const backend : row.backends) {
      const bool enough = std::any_of(all.begin(), all.end(), [&](const Variant& earlier) {
        return another_is_enough(row, backend, earlier);
      });
      if (!enough) all.push_back({&row, backend});
    }
  };
  const auto add = [&add_row](const auto& rows) {
    for (const StrategyRow& row : rows) add_row(row);
  };
  add(strategies());
  add(skeletons());
  return all;
}

Variant variant(std::string_view strategy, std::string_view backend) {
  return {find_strategy(strategy), find_backend(backend)};
}

RunningStrategy::RunningStrategy(const Variant& variant, unsigned threads,
                                 const std::string& listen)
    : RunningStrategy(variant, std::nullopt, threads, listen) {}

RunningStrategy::RunningStrategy(const Variant& variant, const Parts& parts, unsigned threads,
                                 std::chrono::nanoseconds placement_delay)
    : RunningStrategy(variant, std::optional(parts), threads, "127.0.0.1:0", placement_delay) {}

RunningStrategy::RunningStrategy(const Variant& variant, const std::optional<Parts>& parts,
                                 unsigned threads, const std::string& listen,
                                 std::chrono::nanoseconds placement_delay)
    : threads_before_(thread_count()) {
  const unsigned count = variant.workers(threads);
  for (unsigned i = 0; i < count; ++i) {
    workers_.push_back(
        std::make_unique<Worker>(i, Worker::Options{.buffer_size = 4096, .pinned_cpu = {}}));
  }
  strategy_ = variant.row->make({.listen = ListenAddress::parse(listen),
                                 .backend = variant.backend,
                                 .workers = workers_,
                                 .connections = service,
                                 .placement_delay_ns = placement_delay.count(),
                                 .other_threads = accounting},
                                parts);
  if (variant.row->one_connection_each) service.let_workers_change_threads();
  strategy_->start();
  running_ = true;
}

RunningStrategy::~RunningStrategy() {
  if (running_) stop(10'000);
  EXPECT_EQ(settled_thread_count(threads_before_), threads_before_)
      << "threads outlived the strategy";
}

void RunningStrategy::stop(int milliseconds) {
  running_ = false;
  strategy_->stop(monotonic_ns() + std::int64_t{milliseconds} * 1'000'000);
  EXPECT_EQ(service.violations(), 0);
  EXPECT_EQ(service.alive(), 0) << "connections outlived the strategy";
}

std::vector<Client> RunningStrategy::clients(int count) const {
  std::vector<Client> made(static_cast<std::size_t>(count));
  for (Client& client : made) EXPECT_TRUE(client.connect(address()));
  return made;
}

std::vector<std::string> RunningStrategy::ask_all(std::vector<Client>& clients,
                                                  const std::string& line) {
  std::vector<std::string> answers(clients.size());
  std::transform(clients.begin(), clients.end(), answers.begin(),
                 [&](Client& client) { return client.ask(line); });
  return answers;
}

std::uint64_t RunningStrategy::sum(Counter Worker::*counter) const {
  std::uint64_t all = 0;
  for (const auto& worker : workers_) all += (worker.get()->*counter).read();
  return all;
}

namespace {

/// Starts a thread and waits until it is gone, also from the kernel's list: after join() it may
/// still be on its way out.
bool come_and_go() {
  pid_t id = 0;
  std::thread([&id] { id = ::gettid(); }).join();
  while (fs::exists("/proc/self/task/" + std::to_string(id))) ::poll(nullptr, 0, 1);
  return true;
}

/// A thread that was joined may still be on its way out of the kernel.
bool is_ending(const fs::directory_entry& task) {
  constexpr unsigned exiting = 0x4;  // PF_EXITING
  std::ifstream file(task.path() / "stat");
  std::string stat;
  if (!std::getline(file, stat)) return true;
  // Behind the thread's name, which may hold anything: its state, five numbers and its flags.
  std::istringstream rest(stat.substr(stat.rfind(')') + 1));
  std::string other;
  for (int i = 0; i < 6; ++i) rest >> other;
  unsigned flags = 0;
  rest >> flags;
  return (flags & exiting) != 0;
}

}  // namespace

int thread_count() {
  // The thread sanitizer starts a thread of its own with the first that a program starts.
  [[maybe_unused]] static const bool sanitizer_runs = come_and_go();
  const fs::directory_iterator tasks("/proc/self/task");
  return static_cast<int>(std::count_if(begin(tasks), end(tasks), std::not_fn(is_ending)));
}

int settled_thread_count(int expected) {
  const auto deadline = Clock::now() + patience;
  int count = thread_count();
  for (; count != expected && Clock::now() < deadline; count = thread_count()) {
    ::poll(nullptr, 0, 1);
  }
  return count;
}

namespace {

/// What the kernel says of every thread but the caller's: its state and how often it was switched.
std::string look_at_other_threads() {
  std::string seen;
  for (const fs::directory_entry& task : fs::directory_iterator("/proc/self/task")) {
    if (task.path().filename() == std::to_string(::gettid())) continue;
    std::ifstream status(task.path() / "status");
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("State:") || line.find("ctxt_switches") != std::string::npos)
        seen += line;
    }
  }
  return seen;
}

}  // namespace

bool comes_to_rest() {
  const auto deadline = Clock::now() + patience;
  while (Clock::now() < deadline) {
    const std::string before = look_at_other_threads();
    ::poll(nullptr, 0, 5);
    const bool runs = before.find("R (running)") != std::string::npos;
    if (!runs && look_at_other_threads() == before) return true;
  }
  return false;
}

}  // namespace dispatchbench
