// The host and port that a request is for.
#pragma once

#include <string_view>

namespace dispatchbench {

/// Whether `text` is a host and, if it has one, a port, as RFC 9110 (7.2) wants them in the Host
/// field: a name or a bracketed address, then perhaps ":" and digits. No user name, nothing around
/// it. The empty text is one: a client sends it that knows of no authority.
bool valid_authority(std::string_view text) noexcept;

}  // namespace dispatchbench
