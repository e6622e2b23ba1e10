// What a fuzz target does where a promise was broken.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace dispatchbench {

/// Ends the process, so that libFuzzer keeps the input.
inline void promise(bool kept, std::string_view what) {
  if (kept) return;
  std::fprintf(stderr, "broken: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

}  // namespace dispatchbench
