#include "servers/http/preconditions.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/compile.h>
#include <fmt/format.h>

#include "servers/http/date.hpp"

namespace dispatchbench {
namespace {

constexpr std::string_view blanks = " \t";

void skip(std::string_view& text, std::string_view characters) {
  text.remove_prefix(std::min(text.find_first_not_of(characters), text.size()));
}

/// Takes the next entity tag off `list`, with its quotes and its W/. Empty: the list is at its end,
/// or is malformed and then not empty.
std::string_view next_tag(std::string_view& list) {
  skip(list, " \t,");
  const std::size_t quote = list.starts_with("W/") ? 2 : 0;
  if (quote >= list.size() || list[quote] != '"') return {};
  const std::size_t end = list.find('"', quote + 1);
  if (end == std::string_view::npos) return {};
  const std::string_view tag = list.substr(0, end + 1);
  list.remove_prefix(tag.size());
  skip(list, blanks);
  if (!list.empty() && list.front() != ',') return {};
  return tag;
}

bool is_list_of_tags(std::string_view list) {
  bool found = false;
  while (!next_tag(list).empty()) found = true;
  return found && list.empty();
}

bool names(std::string_view list, std::string_view tag) {
  for (std::string_view next = next_tag(list); !next.empty(); next = next_tag(list)) {
    if (next == tag) return true;
  }
  return false;
}

/// The same, whether or not it is called weak.
bool names_weakly(std::string_view list, std::string_view tag) {
  for (std::string_view next = next_tag(list); !next.empty(); next = next_tag(list)) {
    if (next.starts_with("W/")) next.remove_prefix(2);
    if (next == tag) return true;
  }
  return false;
}

bool modified_after(const ObjectVersion& object, std::string_view date, bool if_no_date) {
  const auto second = parse_http_date(date);
  return second ? object.modified() > *second : if_no_date;
}

bool may_change(const Preconditions& wanted, const ObjectVersion* object) {
  if (!wanted.if_match.empty()) {
    if (object == nullptr) return false;
    return wanted.if_match == "*" || names(wanted.if_match, EntityTag(*object).view());
  }
  if (wanted.if_unmodified_since.empty() || object == nullptr) return true;
  return !modified_after(*object, wanted.if_unmodified_since, false);
}

bool is_known_already(const Preconditions& wanted, const ObjectVersion* object, bool reads) {
  if (object == nullptr) return false;
  if (!wanted.if_none_match.empty()) {
    return wanted.if_none_match == "*" ||
           names_weakly(wanted.if_none_match, EntityTag(*object).view());
  }
  if (!reads || wanted.if_modified_since.empty()) return false;
  return !modified_after(*object, wanted.if_modified_since, true);
}

}  // namespace

EntityTag::EntityTag(const ObjectVersion& version) noexcept {
  const auto end = fmt::format_to_n(text_, sizeof text_, FMT_COMPILE("\"{:x}-{:x}-{:x}\""),
                                    version.inode, version.modified_ns, version.size);
  size_ = std::min(end.size, sizeof text_);
}

bool Preconditions::well_formed() const noexcept {
  const auto sound = [](std::string_view value) {
    return value.empty() || value == "*" || is_list_of_tags(value);
  };
  return sound(if_match) && sound(if_none_match);
}

Status Preconditions::evaluate(const ObjectVersion* object, bool reads) const noexcept {
  if (!may_change(*this, object)) return Status::precondition_failed;
  if (!is_known_already(*this, object, reads)) return Status::ok;
  return reads ? Status::not_modified : Status::precondition_failed;
}

}  // namespace dispatchbench
