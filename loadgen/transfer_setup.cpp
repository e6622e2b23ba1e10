// How a transfer's libcurl handle is set up.
#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "base/service_demand.hpp"
#include "loadgen/target.hpp"
#include "loadgen/transfer.hpp"
#include "loadgen/transfer_option.hpp"

namespace dispatchbench::loadgen {
namespace {

constexpr std::uint64_t upload_buffer_most = 2 << 20;
constexpr std::uint64_t inline_body_most = (64 << 10) - 1;  // libcurl's MAX_INITIAL_POST_SIZE
constexpr long receive_buffer = 256 << 10;
constexpr long small_buffer = 16 << 10;
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

std::string demand_header(std::uint64_t ns) {
  return fmt::format("{}: {}", service_demand_field, format_service_demand(ns));
}

std::string name_of(unsigned slot) {
  return fmt::format("slot{}", slot);
}

}  // namespace

Transfer::Transfer(const Options& options, const GroupPlan& plan, Endpoint& endpoint, unsigned slot,
                   Recorder& recorder)
    : easy_(::curl_easy_init()),
      endpoint_(endpoint),
      recorder_(recorder),
      slot_(slot),
      port_(options.url.port),
      plan_(plan),
      inline_(!options.expect_continue && plan.group().write_rate == 0 &&
              plan.group().body_size.largest() <= inline_body_most),
      ends_connections_(plan.group().requests_per_connection > 0 || options.trace),
      addresses_narrowed_(endpoint.addresses().size() == 1) {
  if (easy_ == nullptr) throw std::runtime_error("libcurl: out of memory");
  try {
    configure(options);
    set_up_headers(options);
    set_up_reading(options);
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

void Transfer::set_up_headers(const Options& options) {
  const auto add_header = [this](const std::string& line) {
    headers_.reset(appended(headers_.release(), line));
  };
  add_header("Host: " + options.url.authority());
  if (options.trace || plan_.group().method == workload::Method::put) {
    // A name without a value takes libcurl's own header off.
    add_header(options.expect_continue ? "Expect: 100-continue" : "Expect:");
    add_header("Content-Type:");
  }
  if (options.trace || !plan_.group().demand.none()) {
    add_header(demand_header(largest_demand_ns - 1));  // the longest text there is
    curl_slist* last = headers_.get();
    while (last->next != nullptr) last = last->next;
    demand_line_ = last->data;
  }
  set(CURLOPT_HTTPHEADER, headers_.get());
}

/// A handle with a rate looks at it between two buffers, so these are small.
void Transfer::set_up_reading(const Options& options) {
  const workload::Group& group = plan_.group();
  if (group.read_rate > 0) {
    set(CURLOPT_BUFFERSIZE, small_buffer);
    set(CURLOPT_MAX_RECV_SPEED_LARGE, static_cast<curl_off_t>(group.read_rate));
  } else if (options.trace || group.method == workload::Method::get) {
    set(CURLOPT_BUFFERSIZE, receive_buffer);
  }
  if (group.write_rate > 0)
    set(CURLOPT_MAX_SEND_SPEED_LARGE, static_cast<curl_off_t>(group.write_rate));
}

void Transfer::set_method(workload::Method method) {
  method_ = method;
  set(CURLOPT_CUSTOMREQUEST, static_cast<const char*>(nullptr));
  if (method == workload::Method::get) {
    set(CURLOPT_HTTPGET, 1L);
  } else if (inline_) {
    set(CURLOPT_POSTFIELDS, inline_body());
    set(CURLOPT_CUSTOMREQUEST, "PUT");
  } else {
    const auto largest = std::min(plan_.group().body_size.largest(), upload_buffer_most);
    set(CURLOPT_UPLOAD, 1L);
    set(CURLOPT_UPLOAD_BUFFERSIZE,
        plan_.group().write_rate > 0 ? small_buffer : static_cast<long>(largest));
  }
}

/// In place, for libcurl reads the list at every request.
void Transfer::set_demand() {
  const std::string line = demand_header(request_.demand_ns);
  line.copy(demand_line_, line.size());
  demand_line_[line.size()] = 0;
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
