// The conditions that a request makes (RFC 9110, 13): done only if the object is what its sender
// believes it to be.
#pragma once

#include <cstdint>
#include <string_view>

#include "servers/http/object_version.hpp"
#include "servers/http/status.hpp"

namespace dispatchbench {

/// The fields' values; empty: not there. They point into the head.
struct Preconditions {
  std::string_view if_match = {};
  std::string_view if_none_match = {};
  std::string_view if_modified_since = {};
  std::string_view if_unmodified_since = {};
  bool any = false;  ///< whether there is one at all, which is rare

  /// Whether If-Match and If-None-Match are "*" or lists of entity tags.
  bool well_formed() const noexcept;

  /// `object`: null if there is none. `reads`: a GET or HEAD. ok, precondition_failed or, of what
  /// reads, not_modified; in the order of RFC 9110, 13.2.2. A date that is none is no condition,
  /// as 13.1.3 and 13.1.4 have it.
  Status evaluate(const ObjectVersion* object, bool reads) const noexcept;
};

}  // namespace dispatchbench
