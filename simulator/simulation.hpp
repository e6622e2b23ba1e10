// A simulation: a load, a server, and what comes of them. No clock, no randomness but from seeds.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "base/histogram.hpp"
#include "simulator/connection.hpp"
#include "simulator/host.hpp"
#include "simulator/load.hpp"
#include "simulator/model.hpp"

namespace dispatchbench::simulator {

struct SimulationSetting {
  Model model;
  ServerSetting server{};
  Machine machine{};
  std::uint32_t connections = 1;
  std::uint32_t client_threads = 0;  ///< on the same machine, each with as many; 0: elsewhere
  std::int64_t sample_ns = 0;        ///< of Thread::busy_in; 0: none
};

/// A request that was answered. Times are ns from the start of the run.
struct Answer {
  Request request;
  std::uint32_t connection = 0;
  std::uint32_t worker = 0;
  std::int64_t sent_ns = 0;  ///< later than due if the connection was taken
  std::int64_t answered_ns = 0;
};

struct Figures {
  Histogram latency;  ///< from when requests were due, ns
  std::uint64_t warmup_requests = 0;
  std::uint64_t connections = 0;  ///< opened
  std::int64_t first_ns = 0;      ///< the first measured send
  std::int64_t last_ns = 0;       ///< the last measured answer
  std::vector<Thread> threads;    ///< the workers, then what else the server has
  /// Of the time from the first measured send to the last: some worker had nothing to do, and a
  /// request or its connection waited elsewhere.
  double idle_while_queued = 0;
};

/// Runs once, to the end of the load. One thread at a time.
class Simulation : private Client {
 public:
  using OnAnswer = std::function<void(const Answer&)>;

  explicit Simulation(const SimulationSetting& setting);
  ~Simulation();

  /// `on_answer`, if there is one, hears of every answer, in the order of their times.
  Figures run(Load& load, OnAnswer on_answer = {});

 private:
  void thread_finished(std::uint32_t thread);
  void ask(std::uint32_t connection);
  void feed();
  void fall_due();
  void give(std::uint32_t connection, const Request& request);
  std::uint32_t free_connection();
  void send(std::uint32_t connection);
  void arrive(std::uint32_t connection);
  void go_on(std::uint32_t connection);
  void answered(std::uint32_t connection, std::uint32_t worker) override;
  bool closes_after_this(std::uint32_t connection) override;
  void count(const UnderWay& answered);
  void advance_to(std::int64_t now_ns) noexcept;
  void observe() noexcept;

  const SimulationSetting setting_;
  Connections connections_;
  const std::uint32_t first_client_;  // thread
  Host host_;
  std::unique_ptr<Server> server_;
  Load* load_ = nullptr;
  OnAnswer on_answer_;
  FedRequest fed_;  // that falls due next
  WaitingRequests waiting_;
  RequestQueue waiting_for_any_;
  std::uint32_t at_server_ = 0;      // requests that have come and are not answered
  std::int64_t idle_queued_ns_ = 0;  // since the first measured send
  std::int64_t observed_from_ns_ = -1;
  ConnectionQueue free_;
  std::uint32_t never_used_ = 0;  // connections from this on
  Figures figures_;
};

}  // namespace dispatchbench::simulator
