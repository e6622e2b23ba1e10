#include "servers/rest_api.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace dispatchbench {
namespace {

using Action = Decision::Action;
using Method = RequestHead::Method;

constexpr std::uint64_t max_body = 1000;

RequestHead request(Method method, std::string_view target,
                    std::optional<std::uint64_t> length = std::nullopt) {
  RequestHead head;
  head.method = method;
  head.target = target;
  head.content_length = length;
  return head;
}

TEST(RestApi, answers_as_the_table_says_before_the_store_is_asked) {
  struct Row {
    RequestHead head;
    Status status;
  };
  const std::vector<Row> table{
      {request(Method::get, "/"), Status::not_found},
      {request(Method::get, "/a/b"), Status::not_found},
      {request(Method::get, "/.."), Status::not_found},
      {request(Method::remove, "/"), Status::not_found},
      {request(Method::remove, "/a/b"), Status::not_found},
      {request(Method::remove, "/a%2fb"), Status::not_found},
      {request(Method::put, "/", 5), Status::no_content},
      {request(Method::put, "/a/b", 5), Status::no_content},
      {request(Method::put, "/a/b"), Status::no_content},
      {request(Method::put, "/..", 5), Status::internal_error},
      {request(Method::put, "/.."), Status::internal_error},
      {request(Method::put, "/a"), Status::not_modified},
      {request(Method::put, "/a", 0), Status::not_modified},
      {request(Method::put, "/a", max_body + 1), Status::content_too_large},
      {request(Method::unknown, "/a"), Status::not_found},
      {request(Method::unknown, "/a", 5), Status::not_found},
      {request(Method::get, "*"), Status::not_found},
      {request(Method::put, "*", 5), Status::not_found},
  };
  for (const Row& row : table) {
    const Decision decision = decide(row.head, Rest::article, max_body);
    EXPECT_EQ(decision.action, Action::answer) << row.head.target;
    EXPECT_EQ(decision.status, row.status) << row.head.target;
  }
}

TEST(RestApi, refuses_a_target_that_is_none_and_ends_the_connection) {
  const Decision decision = decide(request(Method::get, "a"), Rest::article, max_body);
  EXPECT_EQ(decision.action, Action::refuse);
  EXPECT_EQ(decision.status, Status::bad_request);
}

TEST(RestApi, leaves_the_rest_of_the_table_to_the_store) {
  EXPECT_EQ(decide(request(Method::get, "/a"), Rest::article, max_body).action,
            Action::send_object);
  EXPECT_EQ(decide(request(Method::remove, "//a/"), Rest::article, max_body).action,
            Action::remove_object);
  const Decision put = decide(request(Method::put, "/a", max_body), Rest::article, max_body);
  EXPECT_EQ(put.action, Action::receive_object);
  EXPECT_EQ(put.key.view(), "a");
}

TEST(RestApi, treats_a_chunked_body_as_one_without_a_length) {
  RequestHead head = request(Method::put, "/a");
  head.chunked = true;
  EXPECT_EQ(decide(head, Rest::article, max_body).status, Status::not_modified);
}

TEST(RestApi, fails_an_expectation_it_does_not_know) {
  RequestHead head = request(Method::put, "/a", 5);
  head.expectation = RequestHead::Expectation::unknown;
  EXPECT_EQ(decide(head, Rest::article, max_body).status, Status::expectation_failed);
}

}  // namespace
}  // namespace dispatchbench
