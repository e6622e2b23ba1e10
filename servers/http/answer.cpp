#include "servers/http/answer.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

#include <fmt/compile.h>

#include "servers/http/date.hpp"

namespace dispatchbench {
namespace {

void append(AnswerBuffer& buffer, std::string_view text) {
  buffer.append(text.data(), text.data() + text.size());
}

void append_timing(AnswerBuffer& buffer, const Answer& answer) {
  const auto out = std::back_inserter(buffer);
  fmt::format_to(out, FMT_COMPILE("Server-Timing: worker;desc=\"{}\""), *answer.worker);
  if (answer.dispatched_ns) {
    fmt::format_to(out, FMT_COMPILE(", dispatch;dur={:.3f}"),
                   static_cast<double>(*answer.dispatched_ns) / 1e6);
  }
  append(buffer, "\r\n");
}

void append_version(AnswerBuffer& buffer, const ObjectVersion& version) {
  append(buffer, "ETag: ");
  append(buffer, EntityTag(version).view());
  append(buffer, "\r\nLast-Modified: ");
  std::array<char, http_date_length> date;
  // None may be later than the answer's own (RFC 9110, 8.8.2.1), whatever the file's is.
  write_http_date(std::min(version.modified(), http_now()), date.data());
  append(buffer, {date.data(), date.size()});
  append(buffer, "\r\n");
}

/// The fields that a status must have, or is of little use without.
std::string_view fields_of(Status status) {
  if (status == Status::method_not_allowed) return "Allow: GET, HEAD, PUT, DELETE\r\n";
  if (status == Status::unsupported_media_type) return "Accept-Encoding: identity\r\n";
  return {};
}

}  // namespace

void append_answer(AnswerBuffer& buffer, const Answer& answer) {
  const auto out = std::back_inserter(buffer);
  fmt::format_to(out, FMT_COMPILE("HTTP/1.1 {} {}\r\n"), static_cast<unsigned>(answer.status),
                 reason(answer.status));
  append(buffer, "Date: ");
  append(buffer, http_date());
  append(buffer, "\r\n");
  if (!bodiless(answer.status)) {
    fmt::format_to(out, FMT_COMPILE("Content-Length: {}\r\n"), answer.content_length);
  }
  if (answer.version) append_version(buffer, *answer.version);
  if (answer.status >= Status::bad_request) append(buffer, fields_of(answer.status));
  if (answer.persistence == Answer::Persistence::close) append(buffer, "Connection: close\r\n");
  if (answer.persistence == Answer::Persistence::keep_alive) {
    append(buffer, "Connection: keep-alive\r\n");
  }
  if (answer.worker) append_timing(buffer, answer);
  append(buffer, "\r\n");
}

void append_continue(AnswerBuffer& buffer) {
  append(buffer, "HTTP/1.1 100 Continue\r\n\r\n");
}

}  // namespace dispatchbench
