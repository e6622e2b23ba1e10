#include "servers/http/request_head.hpp"

#include <string>

#include <gtest/gtest.h>

namespace dispatchbench {
namespace {

/// Scans and parses as a connection does.
Status parse(std::string_view bytes, RequestHead& head) {
  HeadProgress progress;
  switch (scan_head(bytes, progress)) {
    case HeadScan::complete:
      break;
    case HeadScan::too_large:
      return Status::head_too_large;
    case HeadScan::malformed:
      return Status::bad_request;
    case HeadScan::incomplete:
      return Status::internal_error;
  }
  return parse_head(bytes.substr(progress.begin, progress.searched - progress.begin), head);
}

Status parse(std::string_view bytes) {
  RequestHead head;
  return parse(bytes, head);
}

std::string with_fields(const std::string& fields, const std::string& version = "1.1") {
  return "PUT /a HTTP/" + version + "\r\n" + fields + "\r\n";
}

TEST(RequestHead, tells_method_target_length_and_persistence) {
  RequestHead head;
  const auto bytes = with_fields("Host: a\r\ncontent-LENGTH: 40\r\nConnection: close\r\n");
  ASSERT_EQ(parse(bytes, head), Status::ok);
  EXPECT_EQ(head.method, RequestHead::Method::put);
  EXPECT_EQ(head.target, "/a");
  EXPECT_EQ(head.content_length, 40U);
  EXPECT_FALSE(head.keep_alive);
  EXPECT_FALSE(head.chunked);
}

TEST(RequestHead, keeps_a_http_1_0_connection_only_where_that_is_asked_for) {
  RequestHead head;
  ASSERT_EQ(parse(with_fields("", "1.0"), head), Status::ok);
  EXPECT_FALSE(head.keep_alive);
  ASSERT_EQ(parse(with_fields("Connection: Keep-Alive\r\n", "1.0"), head), Status::ok);
  EXPECT_TRUE(head.keep_alive);
  EXPECT_FALSE(head.http_1_1);
}

TEST(RequestHead, knows_one_expectation) {
  RequestHead head;
  ASSERT_EQ(parse(with_fields("Host: a\r\nExpect: 100-Continue\r\n"), head), Status::ok);
  EXPECT_EQ(head.expectation, RequestHead::Expectation::continue_100);
  ASSERT_EQ(parse(with_fields("Host: a\r\nExpect: tea\r\n"), head), Status::ok);
  EXPECT_EQ(head.expectation, RequestHead::Expectation::unknown);
}

TEST(RequestHead, accepts_chunked_and_nothing_else_as_transfer_encoding) {
  RequestHead head;
  ASSERT_EQ(parse(with_fields("Host: a\r\nTransfer-Encoding: Chunked\r\n"), head), Status::ok);
  EXPECT_TRUE(head.chunked);
  for (const char* value : {"gzip", "xchunked", "chunked, gzip", "gzip, chunked", "chunked,",
                            "\"chunked\"", "identity", ""}) {
    EXPECT_EQ(parse(with_fields("Host: a\r\nTransfer-Encoding: " + std::string(value) + "\r\n")),
              Status::bad_request)
        << value;
  }
}

TEST(RequestHead, refuses_framing_that_can_be_read_in_two_ways) {
  const char* const refused[] = {
      "Host: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n",
      "Host: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n",
      "Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
      "Host: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n",
      "Host: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n",
      "Host: a\r\nContent-Length: 3, 3\r\n",
      "Host: a\r\nContent-Length: +3\r\n",
      "Host: a\r\nContent-Length: -3\r\n",
      "Host: a\r\nContent-Length: 0x3\r\n",
      "Host: a\r\nContent-Length: 3 3\r\n",
      "Host: a\r\nContent-Length:\r\n",
      "Host: a\r\nContent-Length: 18446744073709551616\r\n",
      "Host: a\r\nContent-Length : 3\r\n",
      "Host: a\r\n Content-Length: 3\r\n",
      "Host: a\r\nX: y\r\n\tfolded\r\n",
      "Host: a\r\nX: y\n",
      "Host: a\r\nX: y\nContent-Length: 3\r\n",
      "Host: a\r\nX: y\rz\r\n",
      "Host: a\r\n: empty\r\n",
      "Host: a\r\nno colon\r\n",
      "Host: a\r\nX\x01: y\r\n",
  };
  for (const char* fields : refused) {
    EXPECT_EQ(parse(with_fields(fields)), Status::bad_request) << fields;
  }
  using namespace std::string_literals;
  EXPECT_EQ(parse(with_fields("Host: a\r\nX: y\0z\r\n"s)), Status::bad_request);
  EXPECT_EQ(parse(with_fields("Transfer-Encoding: chunked\r\n", "1.0")), Status::bad_request);
}

TEST(RequestHead, wants_exactly_one_valid_host) {
  for (const char* fields :
       {"", "Host: a\r\nHost: a\r\n", "Host: a b\r\n", "Host: a/b\r\n", "Host: u@a\r\n",
        "Host: a:b\r\n", "Host: a:1:2\r\n", "Host: :80\r\n", "Host: [::1\r\n", "Host: []\r\n",
        "Host: [::1]a\r\n", "Host: a?b\r\n", "Host: a#b\r\n", "Host: \xC3\xA4\r\n"}) {
    EXPECT_EQ(parse(with_fields(fields)), Status::bad_request) << fields;
  }
  for (const char* fields : {"Host:\r\n", "Host: a.b:80\r\n", "Host: [::1]:8080\r\n",
                             "Host: [::1]\r\n", "Host: a:\r\n", "Host: a%20b\r\n"}) {
    EXPECT_EQ(parse(with_fields(fields)), Status::ok) << fields;
  }
  EXPECT_EQ(parse(with_fields("", "1.0")), Status::ok);
  EXPECT_EQ(parse(with_fields("Host: a\r\nHost: a\r\n", "1.0")), Status::bad_request);
}

TEST(RequestHead, refuses_malformed_request_lines) {
  for (const char* line : {"GET /", "GET  / HTTP/1.1", " GET / HTTP/1.1", "GET / HTTP/1.1 ",
                           "GET /a b HTTP/1.1", "GET / HTTP/1", "GET / http/1.1", "GET / XTTP/1.1",
                           "G(T / HTTP/1.1", "GET / HTTP/11.1", "/ HTTP/1.1"}) {
    EXPECT_EQ(parse(std::string(line) + "\r\nHost: a\r\n\r\n"), Status::bad_request) << line;
  }
}

TEST(RequestHead, names_a_version_that_is_not_spoken_here) {
  for (const char* version : {"2.0", "0.9", "1.2", "3.0"}) {
    EXPECT_EQ(parse(with_fields("Host: a\r\n", version)), Status::version_not_supported);
  }
}

TEST(RequestHead, bounds_size_and_number_of_fields) {
  std::string fields = "Host: a\r\n";
  for (unsigned i = 1; i < field_limit; ++i) fields += "x: y\r\n";
  EXPECT_EQ(parse(with_fields(fields)), Status::ok);
  EXPECT_EQ(parse(with_fields(fields + "x: y\r\n")), Status::head_too_large);
  const std::string long_value(head_limit, 'y');
  EXPECT_EQ(parse(with_fields("Host: a\r\nx: " + long_value + "\r\n")), Status::head_too_large);
  EXPECT_EQ(parse(long_value + long_value), Status::head_too_large);
}

TEST(RequestHead, is_found_whatever_the_pieces_it_comes_in) {
  const std::string whole = "\r\n\r\n" + with_fields("Host: a\r\nContent-Length: 3\r\n");
  HeadProgress progress;
  for (std::size_t size = 1; size < whole.size(); ++size) {
    ASSERT_EQ(scan_head(whole.substr(0, size), progress), HeadScan::incomplete) << size;
  }
  ASSERT_EQ(scan_head(whole + "abc", progress), HeadScan::complete);
  EXPECT_EQ(progress.begin, 4U);
  EXPECT_EQ(progress.searched, whole.size());
}

}  // namespace
}  // namespace dispatchbench
