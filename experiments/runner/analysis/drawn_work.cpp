#include "experiments/runner/analysis/drawn_work.hpp"

#include <algorithm>
#include <array>

#include "experiments/runner/spec/combination.hpp"

namespace dispatchbench::runner {
namespace {

/// Of loadgen; those that a constant is no draw of.
constexpr std::array drawing_options{"body-size", "demand", "think", "arrivals", "skew", "mix"};

/// "5ms" and "uniform" arrivals are the same in every round, a distribution has parameters.
bool is_draw(const std::string& option, const std::string& value) {
  if (option == "arrivals") return value != "uniform";
  return option == "skew" || option == "mix" || value.find(':') != value.npos;
}

void add_draws(const Json& load, std::vector<std::string>& draws) {
  if (load.contains("seed")) return;  // then it is the same in every round
  for (const char* option : drawing_options) {
    const std::string value = load.contains(option) ? plain_text(load.at(option)) : "";
    if (value.empty() || !is_draw(option, value)) continue;
    std::string draw = std::string(option) + " " + value;
    if (std::find(draws.begin(), draws.end(), draw) == draws.end()) {
      draws.push_back(std::move(draw));
    }
  }
}

}  // namespace

std::vector<std::string> drawn_work(const Experiment& experiment) {
  std::vector<std::string> draws;
  for (const Combination& combination : combinations_of(experiment)) {
    add_draws(combination.load, draws);
  }
  return draws;
}

}  // namespace dispatchbench::runner
