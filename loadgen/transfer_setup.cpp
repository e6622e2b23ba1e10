// How a transfer's libcurl handle is set up.
#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "loadgen/target.hpp"
#include "loadgen/transfer.hpp"
#include "loadgen/transfer_option.hpp"

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

std::string name_of(unsigned slot) {
  return fmt::format("slot{}", slot);
}

}  // namespace

Transfer::Transfer(const Options& options, Endpoint& endpoint, unsigned slot, Recorder& recorder)
    : easy_(::curl_easy_init()),
      endpoint_(endpoint),
      recorder_(recorder),
      slot_(slot),
      port_(options.url.port),
      upload_(options.method == Method::put),
      inline_(upload_ && !options.expect_continue &&
              options.body_size.largest() <= inline_body_most),
      open_loop_(options.rate > 0),
      requests_per_connection_(options.requests_per_connection),
      addresses_narrowed_(endpoint.addresses().size() == 1) {
  if (easy_ == nullptr) throw std::runtime_error("libcurl: out of memory");
  try {
    configure(options);
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

void Transfer::configure(const Options& options) {
  const std::string url =
      fmt::format("http://{}:{}{}", name_of(slot_), port_, target_of(options, slot_));
  resolved_.reset(
      appended(nullptr, fmt::format("{}:{}:{}", name_of(slot_), port_, endpoint_.numbers())));
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

/// Once one of the server's addresses has answered, this slot tries no other one either.
void Transfer::narrow_addresses() {
  if (addresses_narrowed_ || !endpoint_.settled()) return;
  CurlList only(
      appended(nullptr, fmt::format("{}:{}:{}", name_of(slot_), port_, endpoint_.numbers())));
  set(CURLOPT_RESOLVE, only.get());
  resolved_ = std::move(only);
  addresses_narrowed_ = true;
}

}  // namespace dispatchbench::loadgen
