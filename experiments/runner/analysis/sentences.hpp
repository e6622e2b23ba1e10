// What the parts of a summary say, in sentences for people: the only place that words them. Pure.
#pragma once

#include <string>
#include <vector>

#include "experiments/runner/results/summary.hpp"

namespace dispatchbench::runner {

/// "a, b and c"; of many the first eight and "n more".
std::string listed(std::vector<std::string> names);

std::string sentence_of(const AaPair& pair);
std::string sentence_of(const StoppingState& state);
/// Of a row whose placement is chance.
std::string sentence_of(const std::string& row, const Draws& draws);
/// Outliers, drift and dependence between a row's rounds, where there is any.
std::vector<std::string> sentences_of(const std::string& row, const OverRounds& rounds);

}  // namespace dispatchbench::runner
