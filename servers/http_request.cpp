// The part of an HTTP connection that decides about requests and answers them.
#include <limits>
#include <utility>

#include "base/service_demand.hpp"
#include "servers/advance_context.hpp"
#include "servers/http/answer.hpp"
#include "servers/http_connection.hpp"

namespace dispatchbench {
namespace {

// So that what a request asks for takes four bytes of a connection.
constexpr std::uint64_t demand_unit_ns = 4;
static_assert(largest_demand_ns / demand_unit_ns <= std::numeric_limits<std::uint32_t>::max());

constexpr std::uint64_t skip_limit = 1U << 20;  // a longer body that nobody wants: close instead

// A smaller one has left before anybody could interrupt it, or leaves while the next is answered.
constexpr std::uint64_t big_object = 64U << 10;

}  // namespace

void HttpConnection::begin_request(AdvanceContext& context, std::string_view head_bytes) {
  RequestHead head;
  const Status parsed = parse_head(head_bytes, head);
  if (parsed != Status::ok) return refuse(context, parsed);
  const HttpSettings& settings = service_.settings();
  if (settings.most_requests > 0 && ++begun_ >= settings.most_requests) drain();
  const Decision decision = decide(head, settings.rest, settings.max_body);
  body_left_ = head.content_length.value_or(0);
  keep_alive_ = head.keep_alive;
  http_1_1_ = head.http_1_1;
  // A client that waits for a 100 and is turned down may send its body or leave it out.
  unbounded_ = head.chunked || (body_left_ > 0 && context.pending.empty() &&
                                head.expectation != RequestHead::Expectation::none);
  const bool understood = take_demand(head);
  if (!understood && decision.action != Decision::Action::refuse)
    return respond(context, Status::bad_request);
  switch (decision.action) {
    case Decision::Action::refuse:
      return refuse(context, decision.status);
    case Decision::Action::answer:
      return respond(context, decision.status);
    case Decision::Action::receive_object:
      return begin_upload(context, head, decision.key);
    case Decision::Action::send_object:
      return begin_object(context, head, decision.key);
    case Decision::Action::remove_object:
      return remove_object(context, head, decision.key);
  }
}

/// False if it asks for work in a way that cannot be understood, or for too much.
bool HttpConnection::take_demand(const RequestHead& head) {
  demand_ = 0;
  if (!head.demands || service_.settings().demand == DemandMode::ignore) return true;
  const auto demand = parse_service_demand(head.demand);
  demand_ = static_cast<std::uint32_t>(demand.value_or(0) / demand_unit_ns);
  return demand.has_value();
}

void HttpConnection::begin_upload(AdvanceContext& context, const RequestHead& head,
                                  const ObjectKey& key) {
  std::optional<ObjectVersion> seen;
  if (head.conditions.any) {
    if (service_.store() != nullptr) seen = service_.store()->find(key);
    const Status status = head.conditions.evaluate(seen ? &*seen : nullptr, false);
    if (status != Status::ok) return respond(context, status);
  }
  if (service_.store() != nullptr) {
    upload_ = service_.store()->begin_upload(key);
    if (!upload_) return respond(context, Status::internal_error);
    if (head.conditions.any) upload_->expect(seen);
  }
  unbounded_ = false;
  const bool asks = head.expectation == RequestHead::Expectation::continue_100;
  if (asks && context.pending.empty() && body_left_ > 0) append_continue(context.answers);
  state_ = State::body;
}

void HttpConnection::begin_object(AdvanceContext& context, const RequestHead& head,
                                  const ObjectKey& key) {
  if (service_.store() == nullptr) return respond(context, Status::not_found);
  ObjectStore::Object object = service_.store()->open(key);
  if (object.status != Status::ok) return respond(context, object.status);
  if (head.conditions.any) {
    const Status status = head.conditions.evaluate(&object.version, true);
    if (status != Status::ok) return respond(context, status, 0, &object.version);
  }
  if (head.method == RequestHead::Method::get && object.version.size > 0) {
    object_ = std::move(object.file);
    object_left_ = object.version.size;
    big_object_ = object_left_ >= big_object;
  }
  respond(context, Status::ok, object.version.size, &object.version);
}

void HttpConnection::remove_object(AdvanceContext& context, const RequestHead& head,
                                   const ObjectKey& key) {
  if (service_.store() == nullptr) return respond(context, Status::not_found);
  if (head.conditions.any) {
    const auto seen = service_.store()->find(key);
    if (!seen) return respond(context, Status::not_found);
    const Status status = head.conditions.evaluate(&*seen, false);
    if (status != Status::ok) return respond(context, status);
  }
  respond(context, service_.store()->remove(key));
}

void HttpConnection::respond(AdvanceContext& context, Status status, std::uint64_t content_length,
                             const ObjectVersion* version) {
  const bool ends_early =
      unbounded_ || body_left_ > skip_limit || draining_.load(std::memory_order_relaxed);
  close_after_ = ends_early || !keep_alive_;
  // What the client sends beyond its last request would reset the connection if it were closed.
  lingers_ = ends_early || body_left_ > 0 || !context.pending.empty();
  Answer answer;
  answer.status = status;
  answer.content_length = content_length;
  answer.version = version;
  if (close_after_) {
    answer.persistence = Answer::Persistence::close;
  } else if (!http_1_1_) {
    answer.persistence = Answer::Persistence::keep_alive;
  }
  if (service_.settings().server_timing) {
    answer.worker = context.worker.index();
    if (dispatch_ns_ >= 0) answer.dispatched_ns = dispatch_ns_;
  }
  dispatch_ns_ = -1;
  append_answer(context.answers, answer);
  do_work(service_.settings().demand, std::exchange(demand_, 0) * demand_unit_ns, context.worker);
  context.worker.core().charge(Event::request);
  context.worker.requests.add(1);
  --context.requests_left;
  context.answered = context.received = true;
  state_ = object_left_ > 0 ? State::sending : after_answer();
}

/// Where the next request begins is not known: answers, and ends the connection.
void HttpConnection::refuse(AdvanceContext& context, Status status) {
  unbounded_ = true;
  body_left_ = 0;
  respond(context, status);
}

HttpConnection::State HttpConnection::after_answer() const noexcept {
  if (close_after_) return State::closing;
  return body_left_ > 0 ? State::skipping : State::head;
}

}  // namespace dispatchbench
