// An HTTP/1.1 connection as a state machine: it owns no thread and, while it is idle, no buffer.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/descriptor.hpp"
#include "machine/costs.hpp"
#include "servers/http/request_head.hpp"
#include "servers/http_service.hpp"
#include "servers/object_store.hpp"
#include "servers/rest_api.hpp"
#include "strategies/connection.hpp"

namespace dispatchbench {

/// See Connection for who may call what.
///
/// A request of a few bytes costs one recv, one write of its body and one send. Answers of one
/// advance() leave together, after the worker's emulated core has settled.
class HttpConnection final : public Connection {
 public:
  /// Takes over the `place` in `service` that the caller has taken: `served`, or `turned_away` of
  /// one that was answered already and is to end.
  HttpConnection(HttpService& service, AcceptedSocket socket, HttpService::Place place) noexcept;
  ~HttpConnection() override;

  Next advance(Worker& worker) noexcept override;
  int descriptor() const noexcept override { return socket_.get(); }
  Deadline deadline() const noexcept override;
  void drain() noexcept override { draining_.store(true, std::memory_order_relaxed); }

 private:
  enum class State : std::uint8_t {
    head,        ///< wants a request, or has part of its head
    body,        ///< receives a body into its target
    sending,     ///< sends an object
    skipping,    ///< receives a body that nobody wants
    delivering,  ///< waits until a big object has left the kernel
    closing,     ///< everything is said: end once it has arrived
    lingering    ///< discards what still comes, until the peer has closed
  };
  enum class Phase : std::uint8_t { idle, head, transfer, lingering };  // as deadlines see it

  struct AdvanceContext;             // one advance()
  using Step = std::optional<Next>;  // nothing: go on

  // In the order of a connection's life.
  void greet(AdvanceContext& context);
  Next run(AdvanceContext& context);
  Step step(AdvanceContext& context);
  Step read_head(AdvanceContext& context);
  Step receive_head(AdvanceContext& context);
  void begin_request(AdvanceContext& context, std::string_view head_bytes);
  bool take_demand(const RequestHead& head);
  void begin_upload(AdvanceContext& context, const RequestHead& head, const ObjectKey& key);
  void begin_object(AdvanceContext& context, const RequestHead& head, const ObjectKey& key);
  void remove_object(AdvanceContext& context, const RequestHead& head, const ObjectKey& key);
  Step receive_body(AdvanceContext& context);
  Next await_body(AdvanceContext& context);
  void wake_at(std::uint64_t bytes);
  void end_upload(AdvanceContext& context, Status status);
  bool write_pending(AdvanceContext& context, int target);
  Step send_object(AdvanceContext& context);
  Step skip_body(AdvanceContext& context);
  void respond(AdvanceContext& context, Status status, std::uint64_t content_length = 0,
               const ObjectVersion* version = nullptr);
  void refuse(AdvanceContext& context, Status status);
  State after_answer() const noexcept;
  Step deliver(AdvanceContext& context);
  Step close_in_order(AdvanceContext& context);
  void end_sending() noexcept;
  Step wait_until_sent(AdvanceContext& context);
  Step linger(AdvanceContext& context);

  bool awaits_first_request() const noexcept;
  Event byte_event() const noexcept;
  void charge_bytes(CoreAccount& core, Event event, std::uint64_t bytes) noexcept;
  void take_body(AdvanceContext& context, std::size_t bytes);
  Step flush(AdvanceContext& context, int flags = 0);
  Step flush_unsent(AdvanceContext& context);
  void keep_pending(AdvanceContext& context);
  Phase phase() const noexcept;
  void set_deadline(AdvanceContext& context, Phase before);

  HttpService& service_;
  Descriptor socket_;
  const HttpService::Place place_;
  std::atomic<bool> draining_{false};
  State state_ = State::head;
  bool greeted_ = false;
  bool keep_alive_ = true;    // of the request under way
  bool http_1_1_ = true;      // likewise
  bool unbounded_ = false;    // the request's body has no end that can be trusted
  bool close_after_ = false;  // the answer says that the connection ends
  bool lingers_ = false;      // … before the client has expected it
  bool big_object_ = false;   // of the object that is sent
  std::uint16_t begun_ = 0;   // requests, up to the most that a connection may have
  int wakes_at_ = 1;          // SO_RCVLOWAT of the socket, bytes
  HeadProgress progress_;
  std::int64_t deadline_ns_;
  std::int64_t dispatch_ns_;       // accepted at; then accept to first advance(); -1 once answered
  std::uint64_t body_left_ = 0;    // to be received: of the body; while lingering, at most
  std::uint64_t object_left_ = 0;  // of the object, to be sent
  int unsent_bytes_ = 0;           // in the kernel, when last looked at
  EarlyBytes early_;
  std::uint32_t demand_ = 0;  // work that the request under way asks for, in demand_unit_ns
  Descriptor object_;
  std::uint64_t paid_ahead_ = 0;         // of the object: charged to an emulated core, not yet sent
  std::unique_ptr<std::string> input_;   // received and not yet handled, between two advance()
  std::unique_ptr<std::string> unsent_;  // answers the socket had no room for
  std::unique_ptr<Upload> upload_;
};

}  // namespace dispatchbench
