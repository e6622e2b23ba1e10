#include "servers/http/answer.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "servers/http/date.hpp"

namespace dispatchbench {
namespace {

std::string text(const Answer& answer) {
  AnswerBuffer buffer;
  append_answer(buffer, answer);
  return fmt::to_string(buffer);
}

TEST(Answer, says_status_date_and_length) {
  EXPECT_THAT(text({.status = Status::ok, .content_length = 40, .worker = {}, .dispatched_ns = {}}),
              testing::MatchesRegex("HTTP/1.1 200 OK\r\nDate: [A-Z][a-z]+, .* GMT\r\n"
                                    "Content-Length: 40\r\n\r\n"));
}

TEST(Answer, writes_dates_as_http_does) {
  std::string date(29, '?');
  write_http_date(784'111'777, date.data());  // the example of RFC 9110
  EXPECT_EQ(date, "Sun, 06 Nov 1994 08:49:37 GMT");
  write_http_date(951'782'400, date.data());
  EXPECT_EQ(date, "Tue, 29 Feb 2000 00:00:00 GMT");
}

TEST(Answer, has_no_length_where_the_status_has_no_body) {
  for (const Status status : {Status::no_content, Status::not_modified}) {
    Answer answer;
    answer.status = status;
    EXPECT_EQ(text(answer).find("Content-Length"), std::string::npos);
  }
}

TEST(Answer, tells_which_worker_and_how_long_the_dispatch_took) {
  Answer answer;
  answer.worker = 7;
  EXPECT_NE(text(answer).find("\r\nServer-Timing: worker;desc=\"7\"\r\n"), std::string::npos);
  answer.dispatched_ns = 120'000;
  EXPECT_NE(text(answer).find("worker;desc=\"7\", dispatch;dur=0.120\r\n"), std::string::npos);
}

TEST(Answer, says_whether_the_connection_stays_where_that_is_not_the_default) {
  Answer answer;
  answer.persistence = Answer::Persistence::close;
  EXPECT_NE(text(answer).find("\r\nConnection: close\r\n"), std::string::npos);
  answer.persistence = Answer::Persistence::keep_alive;
  EXPECT_NE(text(answer).find("\r\nConnection: keep-alive\r\n"), std::string::npos);
}

}  // namespace
}  // namespace dispatchbench
