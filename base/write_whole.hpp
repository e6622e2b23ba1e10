// Writing all of something, however many calls it takes.
#pragma once

#include <string_view>

namespace dispatchbench {

/// Writes all of `bytes`, and waits where the descriptor would not. Zero, or the errno of the call
/// that failed; some bytes may be written then. Any thread.
int write_whole(int descriptor, std::string_view bytes) noexcept;

}  // namespace dispatchbench
