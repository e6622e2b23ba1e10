#include "servers/rest_api.hpp"

namespace dispatchbench {
namespace {

using Action = Decision::Action;
using Method = RequestHead::Method;

void answer(Decision& decision, Status status) {
  decision.action = Action::answer;
  decision.status = status;
}

void decide_put(const RequestHead& head, ObjectKey::Parse parsed, std::uint64_t max_body,
                Decision& decision) {
  if (parsed == ObjectKey::Parse::not_one_segment) return answer(decision, Status::no_content);
  if (parsed == ObjectKey::Parse::refused) return answer(decision, Status::internal_error);
  const std::uint64_t length = head.chunked ? 0 : head.content_length.value_or(0);
  if (length == 0) return answer(decision, Status::not_modified);
  if (length > max_body) return answer(decision, Status::content_too_large);
  decision.action = Action::receive_object;
}

}  // namespace

Decision decide(const RequestHead& head, std::uint64_t max_body) noexcept {
  Decision decision;
  if (head.expectation == RequestHead::Expectation::unknown) {
    answer(decision, Status::expectation_failed);
    return decision;
  }
  const ObjectKey::Parse parsed = ObjectKey::parse(head.target, decision.key);
  const bool key = parsed == ObjectKey::Parse::key;
  if (parsed == ObjectKey::Parse::malformed) {
    answer(decision, Status::bad_request);
  } else if (head.method == Method::other || parsed == ObjectKey::Parse::no_such_resource) {
    answer(decision, Status::not_found);
  } else if (head.method == Method::put) {
    decide_put(head, parsed, max_body, decision);
  } else if (key) {
    decision.action = head.method == Method::get ? Action::send_object : Action::remove_object;
  }
  return decision;
}

}  // namespace dispatchbench
