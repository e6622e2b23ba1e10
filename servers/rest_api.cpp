#include "servers/rest_api.hpp"

namespace dispatchbench {
namespace {

using Action = Decision::Action;
using Method = RequestHead::Method;

void answer(Decision& decision, Status status) {
  decision.action = Action::answer;
  decision.status = status;
}

/// The status of a PUT to what is no object's name.
Status put_nowhere(ObjectKey::Parse parsed, Rest rest) {
  const bool article = rest == Rest::article;
  if (parsed == ObjectKey::Parse::refused) {
    return article ? Status::internal_error : Status::bad_request;
  }
  return article ? Status::no_content : Status::not_found;
}

void decide_put(const RequestHead& head, ObjectKey::Parse parsed, Rest rest, std::uint64_t max_body,
                Decision& decision) {
  if (parsed != ObjectKey::Parse::key) return answer(decision, put_nowhere(parsed, rest));
  if (head.partial) return answer(decision, Status::bad_request);
  if (head.encoded) return answer(decision, Status::unsupported_media_type);
  const bool has_length = head.content_length.has_value() && !head.chunked;
  const std::uint64_t length = has_length ? *head.content_length : 0;
  if (rest == Rest::strict && !has_length) return answer(decision, Status::length_required);
  if (rest == Rest::article && length == 0) return answer(decision, Status::not_modified);
  if (length > max_body) return answer(decision, Status::content_too_large);
  decision.action = Action::receive_object;
}

/// Of a method that has no row in the article's table.
Status status_of_other(Method method, Rest rest) {
  if (rest == Rest::article) return Status::not_found;
  return method == Method::unknown ? Status::not_implemented : Status::method_not_allowed;
}

void decide_method(const RequestHead& head, ObjectKey::Parse parsed, Rest rest,
                   std::uint64_t max_body, Decision& decision) {
  const bool key = parsed == ObjectKey::Parse::key;
  switch (head.method) {
    case Method::put:
      return decide_put(head, parsed, rest, max_body, decision);
    case Method::head:
      if (rest == Rest::article) return answer(decision, Status::not_found);
      [[fallthrough]];
    case Method::get:
      if (key) decision.action = Action::send_object;
      return;
    case Method::remove:
      if (!key) return;
      if (head.partial) return answer(decision, Status::bad_request);
      decision.action = Action::remove_object;
      return;
    case Method::disallowed:
    case Method::unknown:
      return answer(decision, status_of_other(head.method, rest));
  }
}

}  // namespace

std::string_view to_string(Rest rest) noexcept {
  return rest == Rest::article ? "article" : "strict";
}

Decision decide(const RequestHead& head, Rest rest, std::uint64_t max_body) noexcept {
  Decision decision;
  if (head.expectation == RequestHead::Expectation::unknown) {
    answer(decision, Status::expectation_failed);
    return decision;
  }
  const ObjectKey::Parse parsed = ObjectKey::parse(head.target, decision.key);
  if (parsed == ObjectKey::Parse::malformed) {
    decision.action = Action::refuse;
    decision.status = Status::bad_request;
  } else if (parsed != ObjectKey::Parse::no_such_resource) {
    decide_method(head, parsed, rest, max_body, decision);
  }
  return decision;
}

}  // namespace dispatchbench
