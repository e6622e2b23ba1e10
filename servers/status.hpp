// The status codes this server answers with.
#pragma once

#include <cstdint>
#include <string_view>

namespace dispatchbench {

enum class Status : std::uint16_t {
  ok = 200,
  no_content = 204,
  not_modified = 304,
  bad_request = 400,
  not_found = 404,
  content_too_large = 413,
  target_too_long = 414,
  expectation_failed = 417,
  head_too_large = 431,
  internal_error = 500,
  service_unavailable = 503,
  version_not_supported = 505,
  insufficient_storage = 507
};

constexpr std::string_view reason(Status status) noexcept {
  switch (status) {
    case Status::ok:
      return "OK";
    case Status::no_content:
      return "No Content";
    case Status::not_modified:
      return "Not Modified";
    case Status::bad_request:
      return "Bad Request";
    case Status::not_found:
      return "Not Found";
    case Status::content_too_large:
      return "Content Too Large";
    case Status::target_too_long:
      return "URI Too Long";
    case Status::expectation_failed:
      return "Expectation Failed";
    case Status::head_too_large:
      return "Request Header Fields Too Large";
    case Status::internal_error:
      return "Internal Server Error";
    case Status::service_unavailable:
      return "Service Unavailable";
    case Status::version_not_supported:
      return "HTTP Version Not Supported";
    case Status::insufficient_storage:
      return "Insufficient Storage";
  }
  return "Unknown";
}

/// Answers of these never have a body, and so no Content-Length.
constexpr bool bodiless(Status status) noexcept {
  return status == Status::no_content || status == Status::not_modified;
}

}  // namespace dispatchbench
