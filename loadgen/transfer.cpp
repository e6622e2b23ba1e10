#include "loadgen/transfer.hpp"

#include <algorithm>
#include <cstdio>
#include <stdexcept>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

#include <fmt/format.h>

#include "base/clock.hpp"

namespace dispatchbench::loadgen {
namespace {

constexpr std::uint64_t upload_buffer_most = 2 << 20;
constexpr std::uint64_t inline_body_most = (64 << 10) - 1;  // libcurl's MAX_INITIAL_POST_SIZE
constexpr long receive_buffer = 256 << 10;
constexpr long without_end = 365L * 24 * 3600;

/// Bodies that leave together with their header; shared by all threads.
const char* inline_body() {
  static const std::string bytes(inline_body_most, static_cast<char>(body_byte));
  return bytes.data();
}

curl_slist* appended(curl_slist* list, const std::string& line) {
  curl_slist* longer = ::curl_slist_append(list, line.c_str());
  if (longer == nullptr) throw std::runtime_error("libcurl: out of memory");
  return longer;
}

}  // namespace

template <typename Value>
void Transfer::set(CURLoption option, Value value) {
  const CURLcode code = ::curl_easy_setopt(easy_, option, value);
  if (code != CURLE_OK) {
    throw std::runtime_error(fmt::format("libcurl: {}", ::curl_easy_strerror(code)));
  }
}

template <typename Value>
Value Transfer::info(CURLINFO name) const noexcept {
  Value value{};
  ::curl_easy_getinfo(easy_, name, &value);
  return value;
}

Transfer::Transfer(const Options& options, const Endpoint& endpoint, unsigned slot,
                   Recorder& recorder)
    : easy_(::curl_easy_init()),
      recorder_(recorder),
      slot_(slot),
      upload_(options.method == Method::put),
      inline_(upload_ && !options.expect_continue &&
              options.body_size.largest() <= inline_body_most),
      requests_per_connection_(options.requests_per_connection) {
  if (easy_ == nullptr) throw std::runtime_error("libcurl: out of memory");
  try {
    configure(options, endpoint);
    set_up_method(options);
    set_up_callbacks();
  } catch (...) {
    ::curl_easy_cleanup(easy_);
    throw;
  }
}

Transfer::~Transfer() {
  ::curl_easy_cleanup(easy_);
}

void Transfer::configure(const Options& options, const Endpoint& endpoint) {
  const std::string name = fmt::format("slot{}", slot_);
  const std::string url = fmt::format("http://{}:{}{}/{}{}", name, options.url.port,
                                      options.url.path, options.key_prefix, slot_);
  resolved_.reset(
      appended(nullptr, fmt::format("{}:{}:{}", name, options.url.port, endpoint.number)));
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_RESOLVE, resolved_.get());
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NOPROXY, "*");
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_NOPROGRESS, 1L);
  set(CURLOPT_TCP_NODELAY, 1L);
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count() / 1'000'000));
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.timeout.count() / 1'000'000));
  set(CURLOPT_MAXAGE_CONN, without_end);
}

void Transfer::set_up_method(const Options& options) {
  const auto add_header = [this](const std::string& line) {
    headers_.reset(appended(headers_.release(), line));
  };
  add_header("Host: " + options.url.authority());
  if (upload_) {
    if (inline_) {
      set(CURLOPT_POSTFIELDS, inline_body());
      set(CURLOPT_CUSTOMREQUEST, "PUT");
    } else {
      const std::uint64_t buffer = std::min(options.body_size.largest(), upload_buffer_most);
      set(CURLOPT_UPLOAD, 1L);
      set(CURLOPT_UPLOAD_BUFFERSIZE, static_cast<long>(buffer));
    }
    // A name without a value takes libcurl's own header off.
    add_header(options.expect_continue ? "Expect: 100-continue" : "Expect:");
    add_header("Content-Type:");
  } else {
    set(CURLOPT_HTTPGET, 1L);
    set(CURLOPT_BUFFERSIZE, receive_buffer);
  }
  set(CURLOPT_HTTPHEADER, headers_.get());
}

void Transfer::set_up_callbacks() {
  set(CURLOPT_READFUNCTION, &Transfer::on_read);
  set(CURLOPT_READDATA, this);
  // Without it a handle that lost a connection halfway would fail its next request as well.
  set(CURLOPT_SEEKFUNCTION, &Transfer::on_seek);
  set(CURLOPT_SEEKDATA, this);
  set(CURLOPT_WRITEFUNCTION, &Transfer::on_write);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_PREREQFUNCTION, &Transfer::on_ready);
  set(CURLOPT_PREREQDATA, this);
  set(CURLOPT_OPENSOCKETFUNCTION, &Transfer::on_open);
  set(CURLOPT_OPENSOCKETDATA, this);
  set(CURLOPT_CLOSESOCKETFUNCTION, &Transfer::on_close);
  set(CURLOPT_CLOSESOCKETDATA, this);
}

void Transfer::begin(const ScheduledRequest& request, std::int64_t due_ns, std::int64_t now_ns) {
  request_ = request;
  due_ns_ = due_ns;
  sent_ns_ = now_ns;
  bytes_received_ = 0;
  connected_anew_ = false;
  sent_off_ = false;
  timing_.clear();
  if (upload_) begin_body(request);
  if (requests_per_connection_ > 0) {
    set(CURLOPT_FORBID_REUSE, on_this_connection_ + 1 >= requests_per_connection_ ? 1L : 0L);
  }
  if (!request.warmup) recorder_.started(slot_, now_ns);
}

void Transfer::begin_body(const ScheduledRequest& request) {
  const auto bytes = static_cast<curl_off_t>(request.body_bytes);
  if (!inline_) {
    body_.begin(request.body_bytes);
    set(CURLOPT_INFILESIZE_LARGE, bytes);
    return;
  }
  set(CURLOPT_POSTFIELDSIZE_LARGE, bytes);
  if (bytes > 0 && !request.warmup) recorder_.sent(sent_ns_, request.body_bytes);
}

bool Transfer::end(CURLcode code, std::int64_t now_ns) {
  const auto status = info<long>(CURLINFO_RESPONSE_CODE);
  const auto sent = static_cast<std::uint64_t>(info<curl_off_t>(CURLINFO_SIZE_UPLOAD_T));
  const std::string kind = error_kind(code, status, sent);
  ++on_this_connection_;
  if (socket_ < 0) on_this_connection_ = 0;
  if (code == CURLE_OK && !request_.warmup) recorder_.status(status);
  errors_in_a_row_ = code == CURLE_OK ? 0 : errors_in_a_row_ + 1;
  if (!kind.empty()) {
    recorder_.failed(kind, sent, request_.warmup);
  } else if (request_.warmup) {
    recorder_.answered_in_warmup();
  } else {
    record_answer(now_ns, sent);
  }
  return errors_in_a_row_ < transport_errors_in_a_row;
}

void Transfer::record_answer(std::int64_t now_ns, std::uint64_t bytes_sent) {
  CompletedRequest completed;
  completed.slot = slot_;
  completed.due_ns = due_ns_;
  completed.sent_ns = sent_ns_;
  completed.answered_ns = now_ns;
  completed.bytes_sent = bytes_sent;
  completed.bytes_received = bytes_received_;
  if (connected_anew_) completed.connect_ns = info<curl_off_t>(CURLINFO_CONNECT_TIME_T) * 1000;
  completed.worker = timing_.worker;
  completed.dispatch_ns = timing_.dispatch_ns;
  recorder_.answered(completed);
}

std::string Transfer::error_kind(CURLcode code, long status, std::uint64_t bytes_sent) const {
  switch (code) {
    case CURLE_OK:
      break;
    case CURLE_COULDNT_CONNECT:
      if (sent_off_) return "connection lost";
      return "connect: " +
             std::generic_category().message(static_cast<int>(info<long>(CURLINFO_OS_ERRNO)));
    case CURLE_OPERATION_TIMEDOUT:
      return "timeout";
    case CURLE_PARTIAL_FILE:
      return "short answer";
    case CURLE_GOT_NOTHING:
      return "closed without an answer";
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_FAIL_REWIND:
      return "connection lost";
    default:
      return ::curl_easy_strerror(code);
  }
  if (status < 200 || status > 299) return fmt::format("status {}", status);
  if (upload_ && bytes_sent < request_.body_bytes) return "answered before the whole body was sent";
  return {};
}

void Transfer::abandon() {
  if (request_.warmup) return;
  recorder_.abandoned(static_cast<std::uint64_t>(info<curl_off_t>(CURLINFO_SIZE_UPLOAD_T)));
}

void Transfer::hang_up() noexcept {
  if (socket_ >= 0) ::shutdown(socket_, SHUT_RDWR);
}

std::size_t Transfer::on_read(char* buffer, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  const std::size_t bytes = transfer.body_.read(buffer, size * count);
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
  static_cast<Transfer*>(self)->bytes_received_ += size * count;
  return size * count;
}

std::size_t Transfer::on_header(char* line, std::size_t size, std::size_t count, void* self) {
  static_cast<Transfer*>(self)->timing_.read({line, size * count});
  return size * count;
}

curl_socket_t Transfer::on_open(void* self, curlsocktype, curl_sockaddr* address) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (transfer.sent_off_) return CURL_SOCKET_BAD;
  const int socket = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (socket < 0) return CURL_SOCKET_BAD;
  transfer.socket_ = socket;
  transfer.connected_anew_ = true;
  transfer.on_this_connection_ = 0;
  transfer.recorder_.connected();
  return socket;
}

int Transfer::on_ready(void* self, char*, char*, int, int) {
  static_cast<Transfer*>(self)->sent_off_ = true;
  return CURL_PREREQFUNC_OK;
}

int Transfer::on_close(void* self, curl_socket_t socket) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (transfer.socket_ == socket) transfer.socket_ = -1;
  return ::close(socket);
}

}  // namespace dispatchbench::loadgen
