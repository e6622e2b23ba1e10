// One connection slot's requests and answers, through one libcurl easy handle.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <curl/curl.h>

#include "loadgen/body_source.hpp"
#include "loadgen/endpoint.hpp"
#include "loadgen/failure_kind.hpp"
#include "loadgen/options/options.hpp"
#include "loadgen/plan/group_plan.hpp"
#include "loadgen/recording/recorder.hpp"
#include "loadgen/recording/server_timing.hpp"
#include "machine/costs.hpp"

namespace dispatchbench::loadgen {

struct CurlListFree {
  void operator()(curl_slist* list) const noexcept { ::curl_slist_free_all(list); }
};
using CurlList = std::unique_ptr<curl_slist, CurlListFree>;

/// When a request was to be sent, could be sent, and is sent. CLOCK_MONOTONIC, ns.
struct SendTimes {
  std::int64_t due_ns = 0;    ///< latency counts from it; now_ns in a closed loop
  std::int64_t ready_ns = 0;  ///< it was due and its slot was free
  std::int64_t now_ns = 0;
};

/// Sends one request at a time, over a connection of its own: the handles of a multi handle share
/// one cache of connections, so each slot goes by a host name of its own ("slot7", resolved to the
/// server without asking anybody), and no slot can be given another's idle connection. The Host
/// header carries the real name. One thread; begin, then the multi handle's work, then end or
/// abandon.
class Transfer {
 public:
  /// Everything outlives the transfer. Throws std::runtime_error when libcurl refuses.
  Transfer(const Options& options, const GroupPlan& plan, Endpoint& endpoint, unsigned slot,
           Recorder& recorder);
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  CURL* handle() const noexcept { return easy_; }

  /// Prepares the handle for `request`; it is to be added to the multi handle next.
  void begin(const ScheduledRequest& request, const SendTimes& times);

  /// Once the handle is done with `code`: whether the request is to be sent again, because the
  /// server ended the connection while it was idle, and the request met that end. Prepares the
  /// handle for it, on a new connection; a request is sent again once.
  bool send_again(CURLcode code);

  /// Records what came of it, once the handle is done with `code`.
  void end(CURLcode code, std::int64_t now_ns);

  /// Requests in a row that had no whole answer.
  unsigned errors_in_a_row() const noexcept { return errors_in_a_row_; }

  /// Records that it was cut off, before the handle is removed.
  void abandon(std::int64_t now_ns);

  /// Ends the slot's connection as the server sees it; libcurl frees the rest with the multi
  /// handle, which must go before this object.
  void hang_up() noexcept;

 private:
  void configure(const Options& options);
  void set_up_headers(const Options& options);
  void set_up_reading(const Options& options);
  void set_method(workload::Method method);
  void set_demand();
  void set_up_callbacks();
  void narrow_addresses();
  void prepare();
  bool is_last() const noexcept;
  void begin_body();
  Ending ending(CURLcode code) const;
  void record_answer(std::int64_t now_ns, std::uint64_t bytes_sent);
  template <typename Value>
  void set(CURLoption option, Value value);
  template <typename Value>
  Value info(CURLINFO name) const noexcept;
  std::uint64_t bytes_sent() const noexcept;
  bool connected() const noexcept { return !sockets_.empty(); }
  bool upload() const noexcept { return method_ == workload::Method::put; }
  unsigned group() const noexcept { return plan_.index(); }

  static std::size_t on_read(char* buffer, std::size_t size, std::size_t count, void* self);
  static int on_seek(void* self, curl_off_t offset, int origin);
  static std::size_t on_write(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_header(char* line, std::size_t size, std::size_t count, void* self);
  static int on_ready(void* self, char* remote, char* local, int remote_port, int local_port);
  void charge_bytes(std::uint64_t bytes) noexcept;

  static curl_socket_t on_open(void* self, curlsocktype purpose, curl_sockaddr* address);
  static int on_close(void* self, curl_socket_t socket);

  CURL* easy_;
  CurlList headers_;
  CurlList resolved_;
  Endpoint& endpoint_;
  Recorder& recorder_;
  const unsigned slot_;
  const std::uint16_t port_;
  const GroupPlan& plan_;
  const bool inline_;            // bodies so small that they leave together with their header
  const bool ends_connections_;  // some requests are the last of theirs
  char* demand_line_ = nullptr;  // the header that says the demand; one of headers_
  std::optional<workload::Method> method_;  // that the handle is set up for
  BodySource body_;
  ServerTiming timing_;
  ScheduledRequest request_{};
  SendTimes times_;
  std::uint64_t bytes_received_ = 0;
  std::uint64_t on_this_connection_ = 0;
  EarlyBytes early_;  // of the connection
  unsigned errors_in_a_row_ = 0;
  std::vector<int> sockets_;  // the connection's; several while addresses are tried
  bool addresses_narrowed_;
  bool kept_ = false;  // the connection was there when the request was begun
  bool connected_anew_ = false;
  bool sent_off_ = false;  // then libcurl must not silently send it again on another connection
  bool answer_begun_ = false;
  bool reset_ = false;  // the connection went without having taken the request
  bool sent_again_ = false;
};

}  // namespace dispatchbench::loadgen
