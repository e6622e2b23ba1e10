// Why a run gave no result.
#pragma once

#include <string>

namespace dispatchbench::runner {

struct Failure {
  std::string what;
  std::string last_words;  ///< the end of the failing process's standard error
};

}  // namespace dispatchbench::runner
