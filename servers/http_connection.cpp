#include "servers/http_connection.hpp"

#include <algorithm>
#include <functional>
#include <string_view>
#include <sys/socket.h>
#include <utility>

#include "base/clock.hpp"
#include "servers/advance_context.hpp"

namespace dispatchbench {
namespace {

constexpr std::int64_t linger_ns = 5'000'000'000;

/// Bytes pay for time at the least rate, so that whoever keeps below it uses up the body timeout;
/// nobody can save up more than that.
std::int64_t put_off(std::int64_t deadline_ns, std::uint64_t bytes, std::int64_t now_ns,
                     const HttpSettings& settings) {
  const auto most = static_cast<double>(settings.body_timeout.count());
  const double paid = static_cast<double>(bytes) / settings.least_rate * 1e9;
  const std::int64_t latest = now_ns + settings.body_timeout.count();
  return std::min(latest, deadline_ns + static_cast<std::int64_t>(std::min(paid, most)));
}

}  // namespace

HttpConnection::HttpConnection(HttpService& service, AcceptedSocket socket,
                               HttpService::Place place) noexcept
    : service_(service),
      socket_(std::move(socket.descriptor)),
      place_(place),
      deadline_ns_(socket.accepted_ns + service.settings().header_timeout.count()),
      dispatch_ns_(socket.accepted_ns) {
  if (place_ == HttpService::Place::served) return;
  greeted_ = true;  // it is nobody's, and counts nowhere
  deadline_ns_ = socket.accepted_ns + linger_ns;
  end_sending();
}

HttpConnection::~HttpConnection() {
  service_.leave(place_);
  if (place_ == HttpService::Place::served && greeted_) charge_thread(Event::close_connection);
}

Connection::Next HttpConnection::advance(Worker& worker) noexcept {
  try {
    AdvanceContext context(worker, service_.settings().quantum);
    if (input_) context.pending = *input_;
    const Phase before = phase();
    greet(context);
    const Next next = run(context);
    keep_pending(context);
    set_deadline(context, before);
    return next;
  } catch (...) {  // no memory: this connection alone ends
    return Next::close;
  }
}

Deadline HttpConnection::deadline() const noexcept {
  return {deadline_ns_, phase() == Phase::idle && !awaits_first_request()};
}

bool HttpConnection::awaits_first_request() const noexcept {
  return dispatch_ns_ >= 0 && service_.settings().awaits_first_request;
}

void HttpConnection::greet(AdvanceContext& context) {
  if (greeted_) return;
  greeted_ = true;
  dispatch_ns_ = std::max<std::int64_t>(context.now_ns - dispatch_ns_, 0);
  context.worker.connections.add(1);
  context.worker.core().charge(Event::open_connection);
  context.worker.record_dispatch_delay(dispatch_ns_);
}

Connection::Next HttpConnection::run(AdvanceContext& context) {
  if (Step blocked = flush_unsent(context)) return *blocked;
  while (true) {
    Step result = step(context);
    if (!result && context.used_up()) result = Next::again;
    if (!result) continue;
    if (Step blocked = flush(context)) return *blocked;
    return *result;
  }
}

HttpConnection::Step HttpConnection::step(AdvanceContext& context) {
  switch (state_) {
    case State::head:
      return read_head(context);
    case State::body:
      return receive_body(context);
    case State::sending:
      return send_object(context);
    case State::skipping:
      return skip_body(context);
    case State::delivering:
      return deliver(context);
    case State::closing:
      return close_in_order(context);
    case State::lingering:
      return linger(context);
  }
  return Next::close;
}

HttpConnection::Step HttpConnection::read_head(AdvanceContext& context) {
  if (context.pending.size() == progress_.searched) {  // nothing there that was not looked at
    if (Step result = receive_head(context)) return result;
  }
  switch (scan_head(context.pending, progress_)) {
    case HeadScan::incomplete:
      return std::nullopt;
    case HeadScan::malformed:
      refuse(context, Status::bad_request);
      return std::nullopt;
    case HeadScan::too_large:
      refuse(context, progress_.lines == 0 ? Status::target_too_long : Status::head_too_large);
      return std::nullopt;
    case HeadScan::complete:
      break;
  }
  const HeadProgress found = std::exchange(progress_, {});
  const auto bytes = context.pending.substr(found.begin, found.searched - found.begin);
  context.pending.remove_prefix(found.searched);
  begin_request(context, bytes);
  return std::nullopt;
}

HttpConnection::Step HttpConnection::receive_head(AdvanceContext& context) {
  if (context.received) return Next::wait_read;
  context.received = true;
  const auto scratch = context.worker.scratch();
  const std::size_t most = std::min(scratch.size(), head_limit);
  const ssize_t size = ::recv(socket_.get(), scratch.data(), most, MSG_DONTWAIT);
  if (size < 0 && try_later()) {
    const bool over = context.pending.empty() && !awaits_first_request() &&
                      draining_.load(std::memory_order_relaxed);
    return over ? Next::close : Next::wait_read;
  }
  if (size <= 0) return Next::close;
  const std::string_view bytes(reinterpret_cast<const char*>(scratch.data()),
                               static_cast<std::size_t>(size));
  context.spend(bytes.size());
  // With a store or an emulated core it takes a while to answer, and more may come meanwhile.
  context.took_all =
      bytes.size() < most && service_.store() == nullptr && !context.worker.core().enabled();
  if (context.pending.empty()) {
    context.pending = bytes;
  } else {
    keep_pending(context);
    input_->append(bytes);
    context.pending = *input_;
  }
  return std::nullopt;
}

/// The worker's scratch is another connection's as soon as advance() returns.
void HttpConnection::keep_pending(AdvanceContext& context) {
  if (context.pending.empty()) {
    input_.reset();
    return;
  }
  const std::less_equal<const char*> not_after;
  const bool kept = input_ && not_after(input_->data(), context.pending.data()) &&
                    not_after(context.pending.data(), input_->data() + input_->size());
  if (kept) {
    input_->erase(0, static_cast<std::size_t>(context.pending.data() - input_->data()));
  } else {
    input_ = std::make_unique<std::string>(context.pending);
  }
  context.pending = *input_;
}

HttpConnection::Phase HttpConnection::phase() const noexcept {
  if (state_ == State::lingering) return Phase::lingering;
  if (state_ != State::head || unsent_) return Phase::transfer;
  return input_ ? Phase::head : Phase::idle;
}

void HttpConnection::set_deadline(AdvanceContext& context, Phase before) {
  const Phase after = phase();
  const bool progress = after == Phase::transfer ? context.moved > 0 : context.answered;
  if (after == before && !progress) return;
  // The worker may have slept for its emulated core.
  const std::int64_t now_ns = context.worker.core().enabled() ? monotonic_ns() : context.now_ns;
  const HttpSettings& settings = service_.settings();
  switch (after) {
    case Phase::idle:
      deadline_ns_ = now_ns + settings.idle_timeout.count();
      break;
    case Phase::head:
      deadline_ns_ = now_ns + settings.header_timeout.count();
      break;
    case Phase::transfer:
      deadline_ns_ = after == before ? put_off(deadline_ns_, context.moved, now_ns, settings)
                                     : now_ns + settings.body_timeout.count();
      break;
    case Phase::lingering:
      deadline_ns_ = now_ns + linger_ns;
      break;
  }
}

}  // namespace dispatchbench
