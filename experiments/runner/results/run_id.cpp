#include "experiments/runner/results/run_id.hpp"

#include <fmt/format.h>

namespace dispatchbench::runner {

std::string RunId::file_name() const {
  return fmt::format("{:03}-{}-{}.json", index, round, name);
}

std::string RunId::row() const {
  return label(name, point);
}

std::string label(const std::string& name, const Json& point) {
  std::string text = name;
  for (const auto& [key, value] : point.items()) {
    text += fmt::format(" {}={}", key.substr(key.find('.') + 1), plain_text(value));
  }
  return text;
}

}  // namespace dispatchbench::runner
