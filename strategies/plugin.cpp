#include "strategies/plugin.hpp"

#include <dlfcn.h>

#include <fmt/format.h>

#include "base/command_line.hpp"

namespace dispatchbench {
namespace {

using GetStrategy = const StrategyRow*();

}  // namespace

bool is_strategy_file(std::string_view text) noexcept {
  return text.find('/') != std::string_view::npos;
}

const StrategyRow& load_strategy(const std::string& file) {
  void* const object = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (object == nullptr) {
    refuse_option("strategy", file, fmt::format("a shared object: {}", ::dlerror()));
  }
  const auto* const abi =
      static_cast<const unsigned*>(::dlsym(object, "dispatchbench_strategy_abi"));
  if (abi == nullptr) {
    refuse_option("strategy", file, "a shared object with a DISPATCHBENCH_STRATEGY");
  }
  if (*abi != strategy_abi) {
    refuse_option("strategy", file,
                  fmt::format("strategy ABI {}, and it has {}: build it anew", strategy_abi, *abi));
  }
  const auto get = reinterpret_cast<GetStrategy*>(::dlsym(object, "dispatchbench_strategy"));
  if (get == nullptr) {
    refuse_option("strategy", file, "a shared object with a DISPATCHBENCH_STRATEGY");
  }
  return *get();
}

}  // namespace dispatchbench
