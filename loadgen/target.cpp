#include "loadgen/target.hpp"

#include <fmt/format.h>

namespace dispatchbench::loadgen {

std::string target_of(const Options& options, unsigned slot) {
  return fmt::format("{}/{}{}", options.url.path, options.key_prefix, slot);
}

}  // namespace dispatchbench::loadgen
