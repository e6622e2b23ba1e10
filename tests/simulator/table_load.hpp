// Loads for tests: requests that are written down, and those that queueing theory speaks of.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "simulator/simulation.hpp"
#include "workload/arrivals.hpp"
#include "workload/demand.hpp"
#include "workload/spread.hpp"

namespace dispatchbench::simulator {

/// Each connection's requests, in the order of their times.
class TableLoad final : public Load {
 public:
  explicit TableLoad(std::uint32_t connections) : tables_(connections) {}

  void add(std::uint32_t connection, std::int64_t due_ns, std::int64_t demand_ns,
           std::uint64_t body_bytes = 0) {
    tables_[connection].push_back({count_++, due_ns, body_bytes, demand_ns});
  }

  std::optional<Request> next(std::uint32_t connection, std::int64_t) override {
    auto& table = tables_[connection];
    if (table.empty()) return std::nullopt;
    const Request request = table.front();
    table.pop_front();
    return request;
  }

 private:
  std::vector<std::deque<Request>> tables_;
  std::uint64_t count_ = 0;
};

/// As a table, but every connection is opened before, by a request that takes no time.
class OpenedBefore final : public Load {
 public:
  OpenedBefore(TableLoad table, std::uint32_t connections)
      : table_(std::move(table)), opened_(connections) {}

  std::optional<Request> next(std::uint32_t connection, std::int64_t now_ns) override {
    if (opened_[connection]) return table_.next(connection, now_ns);
    opened_[connection] = true;
    return Request{.warmup = true};
  }

 private:
  TableLoad table_;
  std::vector<bool> opened_;
};

/// Requests that come to connections, or to any that is free.
class FedLoad final : public Load {
 public:
  void add(std::uint32_t connection, std::int64_t due_ns, std::int64_t demand_ns) {
    const std::uint64_t number = requests_.size();
    requests_.push_back({{.number = number, .due_ns = due_ns, .demand_ns = demand_ns}, connection});
  }

  std::optional<Request> next(std::uint32_t, std::int64_t) override { return std::nullopt; }

  std::optional<FedRequest> next_fed() override {
    if (requests_.empty()) return std::nullopt;
    const FedRequest request = requests_.front();
    requests_.pop_front();
    return request;
  }

 private:
  std::deque<FedRequest> requests_;
};

/// A closed loop: each connection sends at once what it is to send next.
class ClosedLoad final : public Load {
 public:
  ClosedLoad(std::uint64_t requests, std::int64_t demand_ns, std::uint64_t kept_for = 0)
      : left_(requests), demand_ns_(demand_ns), kept_for_(kept_for) {}

  std::optional<Request> next(std::uint32_t, std::int64_t now_ns) override {
    if (left_ == 0) return std::nullopt;
    --left_;
    return Request{.number = number_++, .due_ns = now_ns, .demand_ns = demand_ns_};
  }

  std::uint64_t requests_per_connection(std::uint32_t) const override { return kept_for_; }

 private:
  std::uint64_t left_;
  std::int64_t demand_ns_;
  std::uint64_t kept_for_;
  std::uint64_t number_ = 0;
};

/// Poisson arrivals, each on any connection, with exponential or constant demands.
struct Theory {
  std::uint32_t workers = 1;
  std::uint32_t connections = 800;
  double load = 0.8;  ///< of a worker
  bool constant = false;
  std::uint64_t requests = 200'000;
  std::uint64_t seed = 1;

  static constexpr double service_ns = 5e6;

  TableLoad table() const {
    using namespace workload;
    const double rate = load * workers * 1e9 / service_ns;
    Arrivals arrivals({.kind = ArrivalShape::Kind::poisson}, rate, seed);
    const auto demand = parse_demand(constant ? "5ms" : "exponential:5ms").value();
    const Spread spread({.zipf = 0}, connections, seed);
    TableLoad table(connections);
    for (std::uint64_t k = 0; k < requests; ++k) {
      table.add(spread.connection_of(k), arrivals.due_ns(k),
                static_cast<std::int64_t>(demand.at(seed, Stream::demand, k)));
    }
    return table;
  }
};

inline SimulationSetting setting_of(const char* strategy, std::uint32_t workers,
                                    std::uint32_t connections) {
  SimulationSetting setting{.model = model_of(*find_strategy(strategy))};
  setting.server.workers = workers;
  setting.connections = connections;
  return setting;
}

inline Figures simulated(const char* strategy, const Theory& theory) {
  TableLoad table = theory.table();
  return Simulation(setting_of(strategy, theory.workers, theory.connections)).run(table);
}

/// What a load came to, request by request.
inline std::vector<Answer> answers_to(const SimulationSetting& setting, Load& load) {
  std::vector<Answer> answers;
  Simulation(setting).run(load, [&](const Answer& answer) { answers.push_back(answer); });
  return answers;
}

/// When they came, in ns.
inline std::vector<std::int64_t> times_of(const std::vector<Answer>& answers) {
  std::vector<std::int64_t> times;
  for (const Answer& answer : answers) times.push_back(answer.answered_ns);
  return times;
}

/// When its requests are answered on connections that are there already.
inline std::vector<std::int64_t> times_once_open(const SimulationSetting& setting,
                                                 const Theory& theory) {
  OpenedBefore load(theory.table(), theory.connections);
  return times_of(answers_to(setting, load));
}

}  // namespace dispatchbench::simulator
