// The status codes this server answers with.
#pragma once

#include <cstdint>
#include <string_view>

namespace dispatchbench {

enum class Status : std::uint16_t {
  ok = 200,
  created = 201,
  no_content = 204,
  not_modified = 304,
  bad_request = 400,
  not_found = 404,
  method_not_allowed = 405,
  length_required = 411,
  precondition_failed = 412,
  content_too_large = 413,
  target_too_long = 414,
  unsupported_media_type = 415,
  expectation_failed = 417,
  head_too_large = 431,
  internal_error = 500,
  not_implemented = 501,
  service_unavailable = 503,
  version_not_supported = 505,
  insufficient_storage = 507
};

constexpr std::string_view reason(Status status) noexcept {
  switch (status) {
    case Status::ok:
      return "OK";
    case Status::created:
      return "Created";
    case Status::no_content:
      return "No Content";
    case Status::not_modified:
      return "Not Modified";
    case Status::bad_request:
      return "Bad Request";
    case Status::not_found:
      return "Not Found";
    case Status::method_not_allowed:
      return "Method Not Allowed";
    case Status::length_required:
      return "Length Required";
    case Status::precondition_failed:
      return "Precondition Failed";
    case Status::content_too_large:
      return "Content Too Large";
    case Status::target_too_long:
      return "URI Too Long";
    case Status::unsupported_media_type:
      return "Unsupported Media Type";
    case Status::expectation_failed:
      return "Expectation Failed";
    case Status::head_too_large:
      return "Request Header Fields Too Large";
    case Status::internal_error:
      return "Internal Server Error";
    case Status::not_implemented:
      return "Not Implemented";
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
