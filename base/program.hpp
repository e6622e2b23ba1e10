// How every program begins and ends.
#pragma once

#include <functional>
#include <string_view>

namespace dispatchbench {

/// What main() returns: `body`'s exit code; 2 for a UsageError and 1 for any other exception, each
/// of which is said on standard error as "program: what". Prepares the standard streams before.
int run_program(std::string_view program, const std::function<int()>& body) noexcept;

}  // namespace dispatchbench
