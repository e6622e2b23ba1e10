// Objects over a connection: stored, sent, removed, in every way of copying.
#include <csignal>
#include <string>
#include <sys/resource.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "running_connection.hpp"

namespace dispatchbench {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

std::string pattern(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>((i * 7919) >> 8);
  return bytes;
}

class HttpObject : public testing::TestWithParam<CopyMode> {
 protected:
  HttpSettings settings() const { return {.copy = GetParam()}; }
};

TEST_P(HttpObject, comes_back_as_it_went_in) {
  RunningConnection connection(settings(), true);
  const std::string body = pattern(5'000'003);
  EXPECT_THAT(connection.ask(put("a", body)), StartsWith("HTTP/1.1 200"));
  EXPECT_TRUE(connection.ask(get("a")).ends_with("\r\n\r\n" + body));
  EXPECT_TRUE(connection.folder.read("a") == body);
  connection.client.close();
  connection.join();  // what was sent is counted after it is sent
  EXPECT_EQ(connection.worker.bytes.read(), 2 * body.size());
}

TEST_P(HttpObject, survives_an_upload_that_is_cut_off) {
  RunningConnection connection(settings(), true);
  connection.folder.write("a", "old");
  connection.client.send(put("a", pattern(100'000)).substr(0, 50'000));
  connection.client.close();
  connection.join();
  EXPECT_EQ(connection.folder.read("a"), "old");
  EXPECT_EQ(connection.folder.entries(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Copy, HttpObject, testing::Values(CopyMode::read, CopyMode::splice),
                         [](const auto& each) { return std::string(to_string(each.param)); });

TEST(HttpObjects, are_removed) {
  RunningConnection connection({}, true);
  connection.folder.write("a", "hello");
  const std::string request = "DELETE" + get("a").substr(3);
  EXPECT_THAT(connection.ask(request), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(connection.ask(request), StartsWith("HTTP/1.1 404"));
}

TEST(HttpObjects, may_be_empty) {
  RunningConnection connection({}, true);
  connection.folder.write("a", "");
  EXPECT_THAT(connection.ask(get("a")), HasSubstr("\r\nContent-Length: 0\r\n"));
}

TEST(HttpObjects, survive_a_put_without_a_body) {
  RunningConnection connection({}, true);
  connection.folder.write("a", "old");
  EXPECT_THAT(connection.ask("PUT /a HTTP/1.1\r\nHost: t\r\n\r\n"), StartsWith("HTTP/1.1 304"));
  EXPECT_THAT(connection.ask(put("a", "")), StartsWith("HTTP/1.1 304"));
  EXPECT_THAT(connection.ask(get("a")), EndsWith("\r\n\r\nold"));
}

TEST(HttpObjects, do_not_exist_where_bodies_go_to_the_null_device) {
  RunningConnection connection;
  EXPECT_THAT(connection.ask(put("a", "hello")), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(connection.ask(get("a")), StartsWith("HTTP/1.1 404"));
  EXPECT_THAT(connection.ask("DELETE" + get("a").substr(3)), StartsWith("HTTP/1.1 404"));
}

TEST(HttpObjects, are_discarded_with_nothing_written) {
  RunningConnection connection({.copy = CopyMode::discard});
  EXPECT_THAT(connection.ask(put("a", pattern(3'000'000))), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(connection.ask(put("a", "hello")), StartsWith("HTTP/1.1 200"));
  EXPECT_EQ(connection.worker.bytes.read(), 3'000'005U);
}

TEST(HttpObjects, are_sent_to_a_reader_who_takes_its_time) {
  RunningConnection connection({}, true);
  const std::string body = pattern(20'000'000);
  connection.folder.write("a", body);
  connection.client.send(get("a") + get("b"));
  while (connection.worker.bytes.read() == 0) std::this_thread::yield();
  EXPECT_TRUE(connection.client.answer().ends_with("\r\n\r\n" + body));
  EXPECT_THAT(connection.client.answer(), StartsWith("HTTP/1.1 404"));
}

TEST(HttpObjects, that_do_not_fit_leave_the_old_one_and_the_connection) {
  RunningConnection connection({}, true);
  connection.folder.write("a", "old");
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{1'000, before.rlim_max};
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  ::setrlimit(RLIMIT_FSIZE, &small);
  const std::string answer = connection.ask(put("a", pattern(300'000)));
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, old_handler);
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 507"));
  EXPECT_THAT(connection.ask(get("a")), EndsWith("\r\n\r\nold"));
}

}  // namespace
}  // namespace dispatchbench
