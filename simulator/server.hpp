// A simulated server: what every dispatch model shares. One file a model says which thread runs
// what.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "simulator/connection.hpp"
#include "simulator/host.hpp"

namespace dispatchbench::simulator {

struct ServerSetting {
  std::uint32_t workers = 1;
  std::uint64_t quantum_bytes = std::uint64_t{4} << 20;  ///< as dispatch_server --quantum
  std::uint64_t seed = 1;                                ///< of hashes and placements
  Event byte = Event::byte_read;                         ///< what a body's bytes are charged as
  double blocked_share =
      0;  ///< of each demand: its worker waits for something else, without a core
  std::int64_t placement_delay_ns = 0;  ///< until placements hear of loads
  std::uint32_t listeners = 2;          ///< where groups of workers accept
  /// Which worker the hash gives each connection; empty, or `none` of one: drawn.
  std::vector<std::uint32_t> hashed{};
  /// Which worker each connection is dealt to; empty, or `none` of one: the placement says.
  std::vector<std::uint32_t> dealt{};
};

/// Hears that a server has answered; the connection is free for its next request.
class Client {
 public:
  virtual void answered(std::uint32_t connection, std::uint32_t worker) = 0;

  /// The answer under way is the connection's last, by the client's will.
  virtual bool closes_after_this(std::uint32_t connection) = 0;

 protected:
  ~Client() = default;
};

/// Its calls come in the order of time, Host::now().
class Server {
 public:
  Server(const ServerSetting& setting, Host& host, Connections& connections, Client& client)
      : setting_(setting), host_(host), connections_(connections), client_(client) {}
  virtual ~Server() = default;

  /// A client has connected, and its first request has come with it.
  virtual void connected(std::uint32_t connection) = 0;

  /// Another request has come on a connection that is open.
  virtual void readable(std::uint32_t connection) = 0;

  /// A thread has done what it was given to do.
  virtual void finished(std::uint32_t thread) = 0;

 protected:
  /// What a worker pays for the next quantum of a request: all that comes with a connection and a
  /// request at first, and as many bytes as a quantum has.
  Work begin_quantum(Connection& connection) noexcept {
    Work work;
    UnderWay& its = connections_.under_way(connection);
    if (!connection.begun) {
      connection.begun = true;
      its.bytes_left = its.request.body_bytes;
      const std::int64_t demand = its.request.demand_ns;
      work.blocked_ns = std::llround(setting_.blocked_share * static_cast<double>(demand));
      work.cost_ns = host_.cost_ns(Event::request) + demand - work.blocked_ns;
    }
    if (!connection.greeted) {
      connection.greeted = true;
      work.cost_ns += host_.cost_ns(Event::open_connection);
    }
    const std::uint64_t bytes = std::min(its.bytes_left, setting_.quantum_bytes);
    its.bytes_left -= bytes;
    if (bytes > 0) {
      work.cost_ns += bytes_ns(bytes, setting_.byte) +
                      bytes_ns(connection.early.take(bytes), Event::early_byte);
    }
    return work;
  }

  std::int64_t bytes_ns(std::uint64_t bytes, Event event) const noexcept {
    return static_cast<std::int64_t>(static_cast<double>(bytes) * host_.byte_ns(event));
  }

  /// After a quantum: whether the request was served to its end. The caller then closes the
  /// connection, if that was its last, and tells the client once the thread knows what it does
  /// next.
  bool end_quantum(std::uint32_t connection, std::uint32_t worker) noexcept {
    Connection& its = connections_[connection];
    const UnderWay& served = connections_.under_way(its);
    if (served.bytes_left > 0) return false;
    its.begun = false;
    ++its.answered;
    ++its.since_moved;
    Thread& thread = host_.thread(worker);
    ++thread.requests;
    thread.bytes += served.request.body_bytes;
    return true;
  }

  /// The worker has answered a connection's last request.
  void close(Connection& connection, std::uint32_t worker) {
    connection.open = false;
    host_.charge(worker, Event::close_connection);
  }

  const ServerSetting& setting() const noexcept { return setting_; }
  Host& host() noexcept { return host_; }
  Connections& connections() noexcept { return connections_; }
  Client& client() noexcept { return client_; }

 private:
  const ServerSetting setting_;
  Host& host_;
  Connections& connections_;
  Client& client_;
};

}  // namespace dispatchbench::simulator
