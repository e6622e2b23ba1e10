#include "loadgen/transfer.hpp"

#include <algorithm>
#include <cstdio>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.hpp"
#include "loadgen/transfer_option.hpp"
#include "machine/core_account.hpp"

namespace dispatchbench::loadgen {
namespace {

constexpr long request_timeout = 408;

/// Whether the other side was gone before it took all that was sent: it has reset the connection,
/// or its end crossed what was sent. One that read a request and then hung up does neither.
bool went_untaken(int socket) noexcept {
  tcp_info state{};
  socklen_t size = sizeof state;
  if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &state, &size) != 0) return false;
  return state.tcpi_state == TCP_CLOSE || state.tcpi_unacked > 0;
}

}  // namespace

void Transfer::begin(const ScheduledRequest& request, const SendTimes& times) {
  request_ = request;
  times_ = times;
  sent_again_ = false;
  charge_thread(Event::client_request);
  narrow_addresses();
  prepare();
  if (method_ != request.method) set_method(request.method);
  if (demand_line_ != nullptr) set_demand();
  if (upload()) begin_body();
  if (ends_connections_) set(CURLOPT_FORBID_REUSE, is_last() ? 1L : 0L);
  if (request.warmup) return;
  recorder_.started({slot_, group(), times.now_ns, times.now_ns - times.ready_ns,
                     request.thought_ns, request.waited});
}

void Transfer::prepare() {
  bytes_received_ = 0;
  kept_ = connected();
  connected_anew_ = sent_off_ = answer_begun_ = reset_ = false;
  timing_.clear();
}

bool Transfer::is_last() const noexcept {
  const std::uint64_t most = plan_.group().requests_per_connection;
  return request_.last || (most > 0 && on_this_connection_ + 1 >= most);
}

void Transfer::begin_body() {
  const auto bytes = static_cast<curl_off_t>(request_.body_bytes);
  if (!inline_) {
    body_.begin(request_.body_bytes);
    set(CURLOPT_INFILESIZE_LARGE, bytes);
    return;
  }
  set(CURLOPT_POSTFIELDSIZE_LARGE, bytes);
  charge_bytes(request_.body_bytes);
  if (bytes > 0 && !request_.warmup) recorder_.sent(times_.now_ns, request_.body_bytes);
}

bool Transfer::send_again(CURLcode code) {
  if (sent_again_) {
    set(CURLOPT_FRESH_CONNECT, 0L);
    return false;
  }
  if (!kept_ || connected_anew_) return false;
  // Even if what explains it to people was cut off.
  const bool timed_out = info<long>(CURLINFO_RESPONSE_CODE) == request_timeout;
  // Of the connections that end under it libcurl leaves every sixth open.
  const bool open = sent_off_ && !answer_begun_ && !sockets_.empty();
  const bool reset = reset_ || (open && went_untaken(sockets_.back()));
  const bool lost = code != CURLE_OK && code != CURLE_OPERATION_TIMEDOUT && reset;
  if (!timed_out && !lost) return false;
  recorder_.connection_ended_idle();
  recorder_.resent(bytes_sent(), request_.warmup);
  hang_up();
  prepare();
  kept_ = false;
  on_this_connection_ = 0;
  sent_again_ = true;
  if (!inline_) body_.begin(request_.body_bytes);
  set(CURLOPT_FRESH_CONNECT, 1L);
  return true;
}

void Transfer::end(CURLcode code, std::int64_t now_ns) {
  const Ending how = ending(code);
  const std::string kind = failure_kind(how);
  ++on_this_connection_;
  if (!connected()) on_this_connection_ = 0;
  if (code == CURLE_OK && !request_.warmup) recorder_.status(how.status);
  if (code == CURLE_OK && connected_anew_) recorder_.came_to(slot_, timing_.worker);
  errors_in_a_row_ = code == CURLE_OK ? 0 : errors_in_a_row_ + 1;
  if (!kind.empty()) {
    recorder_.failed({group(), kind, now_ns, bytes_sent(), request_.warmup});
    const bool too_late = code == CURLE_OPERATION_TIMEDOUT;
    if (too_late && plan_.open_loop() && !request_.warmup)
      recorder_.unanswered(group(), now_ns - times_.due_ns);
  } else if (request_.warmup) {
    recorder_.answered_in_warmup(group(), now_ns, bytes_sent());
  } else {
    record_answer(now_ns, bytes_sent());
  }
}

Ending Transfer::ending(CURLcode code) const {
  Ending how;
  how.code = code;
  how.status = info<long>(CURLINFO_RESPONSE_CODE);
  if (code == CURLE_COULDNT_CONNECT) how.os_error = static_cast<int>(info<long>(CURLINFO_OS_ERRNO));
  how.sent_off = sent_off_;
  how.reset = reset_;
  how.whole_body_sent = !upload() || bytes_sent() >= request_.body_bytes;
  return how;
}

void Transfer::record_answer(std::int64_t now_ns, std::uint64_t bytes_sent) {
  CompletedRequest completed;
  completed.slot = slot_;
  completed.group = group();
  completed.due_ns = times_.due_ns;
  completed.sent_ns = times_.now_ns;
  completed.answered_ns = now_ns;
  completed.bytes_sent = bytes_sent;
  completed.bytes_received = bytes_received_;
  if (connected_anew_) completed.connect_ns = info<curl_off_t>(CURLINFO_CONNECT_TIME_T) * 1000;
  completed.worker = timing_.worker;
  completed.dispatch_ns = timing_.dispatch_ns;
  recorder_.answered(completed);
}

std::uint64_t Transfer::bytes_sent() const noexcept {
  return static_cast<std::uint64_t>(info<curl_off_t>(CURLINFO_SIZE_UPLOAD_T));
}

void Transfer::abandon(std::int64_t now_ns) {
  if (request_.warmup) return;
  recorder_.abandoned(group(), bytes_sent());
  if (plan_.open_loop()) recorder_.unanswered(group(), now_ns - times_.due_ns);
}

void Transfer::hang_up() noexcept {
  for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
}

void Transfer::charge_bytes(std::uint64_t bytes) noexcept {
  charge_thread_bytes(Event::client_byte, bytes);
  charge_thread_bytes(Event::client_early_byte, early_.take(bytes));
}

std::size_t Transfer::on_read(char* buffer, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  const std::size_t bytes = transfer.body_.read(buffer, size * count);
  transfer.charge_bytes(bytes);
  if (bytes > 0 && !transfer.request_.warmup) transfer.recorder_.sent(monotonic_ns(), bytes);
  return bytes;
}

int Transfer::on_seek(void* self, curl_off_t offset, int origin) {
  if (offset != 0 || origin != SEEK_SET) return CURL_SEEKFUNC_CANTSEEK;
  auto& transfer = *static_cast<Transfer*>(self);
  transfer.body_.begin(transfer.request_.body_bytes);
  return CURL_SEEKFUNC_OK;
}

std::size_t Transfer::on_write(char*, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  transfer.charge_bytes(size * count);
  transfer.bytes_received_ += size * count;
  return size * count;
}

std::size_t Transfer::on_header(char* line, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  transfer.answer_begun_ = true;
  transfer.timing_.read({line, size * count});
  return size * count;
}

curl_socket_t Transfer::on_open(void* self, curlsocktype, curl_sockaddr* address) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (transfer.sent_off_) return CURL_SOCKET_BAD;
  const int socket = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (socket < 0) return CURL_SOCKET_BAD;
  charge_thread(Event::client_connect);
  transfer.sockets_.push_back(socket);
  transfer.connected_anew_ = true;
  transfer.on_this_connection_ = 0;
  transfer.early_ = {};
  return socket;
}

int Transfer::on_ready(void* self, char* remote, char*, int, int) {
  auto& transfer = *static_cast<Transfer*>(self);
  transfer.sent_off_ = true;
  if (!transfer.connected_anew_) return CURL_PREREQFUNC_OK;
  transfer.recorder_.connected();
  transfer.endpoint_.answered(remote);
  if (transfer.kept_) transfer.recorder_.connection_ended_idle();
  return CURL_PREREQFUNC_OK;
}

int Transfer::on_close(void* self, curl_socket_t socket) {
  auto& transfer = *static_cast<Transfer*>(self);
  const auto known = std::find(transfer.sockets_.begin(), transfer.sockets_.end(), socket);
  if (known != transfer.sockets_.end()) {
    transfer.sockets_.erase(known);
    if (transfer.sent_off_ && !transfer.answer_begun_) transfer.reset_ = went_untaken(socket);
  }
  return ::close(socket);
}

}  // namespace dispatchbench::loadgen
