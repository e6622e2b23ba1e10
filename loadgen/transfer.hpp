// One connection slot's requests and answers, through one libcurl easy handle.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <curl/curl.h>

#include "loadgen/body_source.hpp"
#include "loadgen/options.hpp"
#include "loadgen/plan.hpp"
#include "loadgen/recorder.hpp"
#include "loadgen/server_timing.hpp"
#include "loadgen/url.hpp"

namespace dispatchbench::loadgen {

struct CurlListFree {
  void operator()(curl_slist* list) const noexcept { ::curl_slist_free_all(list); }
};
using CurlList = std::unique_ptr<curl_slist, CurlListFree>;

/// Sends one request at a time, over a connection of its own: the handles of a multi handle share
/// one cache of connections, so each slot goes by a host name of its own ("slot7", resolved to the
/// server without asking anybody), and no slot can be given another's idle connection. The Host
/// header carries the real name. One thread; begin, then the multi handle's work, then end or
/// abandon.
class Transfer {
 public:
  /// Everything outlives the transfer. Throws std::runtime_error when libcurl refuses.
  Transfer(const Options& options, const Endpoint& endpoint, unsigned slot, Recorder& recorder);
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  CURL* handle() const noexcept { return easy_; }

  /// Prepares the handle for `request`, due at `due_ns`; it is to be added to the multi handle
  /// next.
  void begin(const ScheduledRequest& request, std::int64_t due_ns, std::int64_t now_ns);

  /// Records what came of it, once the handle is done with `code`. False after
  /// `transport_errors_in_a_row` requests in a row without a whole answer: the slot should give up.
  bool end(CURLcode code, std::int64_t now_ns);
  static constexpr unsigned transport_errors_in_a_row = 3;

  /// Records that it was cut off, before the handle is removed.
  void abandon();

  /// Ends the slot's connection as the server sees it; libcurl frees the rest with the multi
  /// handle, which must go before this object.
  void hang_up() noexcept;

 private:
  void configure(const Options& options, const Endpoint& endpoint);
  void set_up_method(const Options& options);
  void set_up_callbacks();
  void begin_body(const ScheduledRequest& request);
  void record_answer(std::int64_t now_ns, std::uint64_t bytes_sent);
  std::string error_kind(CURLcode code, long status, std::uint64_t bytes_sent) const;
  template <typename Value>
  void set(CURLoption option, Value value);
  template <typename Value>
  Value info(CURLINFO name) const noexcept;

  static std::size_t on_read(char* buffer, std::size_t size, std::size_t count, void* self);
  static int on_seek(void* self, curl_off_t offset, int origin);
  static std::size_t on_write(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_header(char* line, std::size_t size, std::size_t count, void* self);
  static int on_ready(void* self, char* remote, char* local, int remote_port, int local_port);
  static curl_socket_t on_open(void* self, curlsocktype purpose, curl_sockaddr* address);
  static int on_close(void* self, curl_socket_t socket);

  CURL* easy_;
  CurlList headers_;
  CurlList resolved_;
  Recorder& recorder_;
  const unsigned slot_;
  const bool upload_;
  const bool inline_;  // bodies so small that they leave together with their header
  const std::uint64_t requests_per_connection_;
  BodySource body_;
  ServerTiming timing_;
  ScheduledRequest request_{};
  std::int64_t due_ns_ = 0;
  std::int64_t sent_ns_ = 0;
  std::uint64_t bytes_received_ = 0;
  std::uint64_t on_this_connection_ = 0;
  unsigned errors_in_a_row_ = 0;
  int socket_ = -1;
  bool connected_anew_ = false;
  bool sent_off_ = false;  // then libcurl must not silently send it again on another connection
};

}  // namespace dispatchbench::loadgen
