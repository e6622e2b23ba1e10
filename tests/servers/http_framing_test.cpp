// Requests whose end cannot be trusted, and bodies that nobody wants.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "running_connection.hpp"

namespace dispatchbench {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// Everything the server says to `bytes`, which must be one answer that ends the connection
/// without a reset.
std::string last_answer_to(const std::string& bytes) {
  RunningConnection connection({}, true);
  connection.client.send(bytes);
  const std::string said = connection.client.rest();
  EXPECT_THAT(said, EndsWith("\r\n\r\n"));
  EXPECT_EQ(said.find("HTTP/1.1", 1), std::string::npos) << said;
  EXPECT_THAT(said, HasSubstr("\r\nConnection: close\r\n"));
  connection.client.close();
  connection.join();
  return said.substr(0, 12);
}

TEST(HttpFraming, answers_what_it_cannot_parse_and_ends) {
  const std::string smuggled = get("a");
  const std::string start = "PUT /a HTTP/1.1\r\nHost: t\r\n";
  EXPECT_EQ(last_answer_to("nonsense\r\n\r\n" + smuggled), "HTTP/1.1 400");
  EXPECT_EQ(last_answer_to("GET /a HTTP/1.1\n\n" + smuggled), "HTTP/1.1 400");
  EXPECT_EQ(last_answer_to("GET /a HTTP/1.1\r\n\r\n" + smuggled), "HTTP/1.1 400");
  EXPECT_EQ(last_answer_to("GET /a HTTP/2.0\r\nHost: t\r\n\r\n" + smuggled), "HTTP/1.1 505");
  EXPECT_EQ(last_answer_to(start + "Transfer-Encoding: gzip\r\n\r\n" + smuggled), "HTTP/1.1 400");
  EXPECT_EQ(
      last_answer_to(start + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n" + smuggled),
      "HTTP/1.1 400");
  EXPECT_EQ(last_answer_to(start + "X: " + std::string(20'000, 'x')), "HTTP/1.1 431");
}

TEST(HttpFraming, answers_a_chunked_body_at_once_and_ends) {
  EXPECT_EQ(last_answer_to("PUT /a HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
                           "5\r\nhello\r\n0\r\n\r\n" +
                           get("a")),
            "HTTP/1.1 304");
}

TEST(HttpFraming, keeps_the_connection_over_a_short_body_that_nobody_wants) {
  RunningConnection connection({}, true);
  const std::string body(300'000, 'x');
  EXPECT_THAT(connection.ask(put("a/b", body)), StartsWith("HTTP/1.1 204"));
  EXPECT_THAT(connection.ask("POST" + put("a", body).substr(3)), StartsWith("HTTP/1.1 404"));
  const std::string answer = connection.ask(get("a"));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 404"));
  EXPECT_THAT(answer, Not(HasSubstr("Connection: close")));
}

TEST(HttpFraming, lets_the_client_read_the_answer_to_a_long_body_that_nobody_wants) {
  EXPECT_EQ(last_answer_to(put("a/b", std::string(8'000'000, 'x'))), "HTTP/1.1 204");
}

TEST(HttpFraming, refuses_a_body_above_the_limit) {
  RunningConnection connection({.max_body = 10});
  EXPECT_THAT(connection.ask(put("a", "0123456789")), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(connection.ask(put("a", "0123456789+")), StartsWith("HTTP/1.1 413"));
  EXPECT_THAT(connection.ask(put("a", "0123456789")), StartsWith("HTTP/1.1 200"));
}

TEST(HttpFraming, never_gives_a_head_request_a_body) {
  RunningConnection connection({}, true);
  connection.folder.write("a", "hello");
  connection.client.send("HEAD /a HTTP/1.1\r\nHost: t\r\n\r\n");
  connection.client.finish_sending();
  const std::string answer = connection.client.rest();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 404"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

}  // namespace
}  // namespace dispatchbench
