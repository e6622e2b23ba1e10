// A strategy in a shared object of its own: dispatch_server --strategy ./mine.so
//
// It is built against these headers and finds everything else in the program that loads it, so it
// links nothing of it. strategies/skeleton/skeleton_plugin.cpp is one to copy.
#pragma once

#include <string>

#include "strategies/registry.hpp"

/// Once, at file scope: the shared object's strategy, a StrategyRow.
#define DISPATCHBENCH_STRATEGY(row)                                        \
  extern "C" {                                                             \
  extern const unsigned dispatchbench_strategy_abi;                        \
  const unsigned dispatchbench_strategy_abi = dispatchbench::strategy_abi; \
  const dispatchbench::StrategyRow* dispatchbench_strategy();              \
  const dispatchbench::StrategyRow* dispatchbench_strategy() {             \
    static const dispatchbench::StrategyRow its_row = row;                 \
    return &its_row;                                                       \
  }                                                                        \
  }

namespace dispatchbench {

/// Raised with every change of a header below strategies/, base/ or machine/ that such an object
/// would see.
inline constexpr unsigned strategy_abi = 5;

/// Whether `text`, where a strategy is named, is a file's path: it has a slash.
bool is_strategy_file(std::string_view text) noexcept;

/// The strategy of a shared object, which stays loaded. Throws UsageError, one line for people, if
/// it cannot be loaded, holds none, or was built for another strategy_abi.
const StrategyRow& load_strategy(const std::string& file);

}  // namespace dispatchbench
