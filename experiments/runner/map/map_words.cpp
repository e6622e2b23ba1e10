#include "experiments/runner/map/map_words.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "base/units.hpp"
#include "experiments/runner/analysis/sentences.hpp"
#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {
namespace {

constexpr std::size_t name_width = 22;

std::string heading(const Map& map) {
  std::string line(name_width, ' ');
  for (const MappedWorkload& workload : map.workloads) {
    line += fmt::format(" {:>12}", workload.name);
  }
  return line + "\n";
}

struct CauseLetter {
  std::string_view cause;
  std::string_view letter;
};
constexpr std::array cause_letters{CauseLetter{"core-bound", "c"}, CauseLetter{"acceptor", "a"},
                                   CauseLetter{"hand-over", "h"}, CauseLetter{"imbalance", "i"},
                                   CauseLetter{"head-of-line", "l"}};

std::string_view letter_of(const std::optional<std::string>& cause) {
  for (const CauseLetter& known : cause_letters) {
    if (cause == known.cause) return known.letter;
  }
  return " ";
}

std::string legend(const Map& map) {
  std::string text = "+ tier 1; ";
  for (const CauseLetter& known : cause_letters)
    text += fmt::format("{} {}, ", known.letter, known.cause);
  const bool measured =
      std::ranges::any_of(map.cells, [](const Cell& cell) { return cell.measured.has_value(); });
  return text + "? may be in a better tier" + (measured ? ", * measured as well\n" : "\n");
}

/// "3.2 i?*": so many times the best, the letter of the cause, and marks.
std::string shown_cell(const Cell* cell) {
  if (cell == nullptr) return "-    ";
  const double ratio = cell->latency_p99.relative;
  const std::string number =
      ratio < 9.95 ? fmt::format("{:.1f}", ratio) : fmt::format("{:.0f}", ratio);
  const std::string_view measured = cell->measured ? "*" : " ";
  if (cell->tier == 1) return fmt::format("{} + {}", number, measured);
  return fmt::format("{} {}{}{}", number, letter_of(cell->cause), cell->uncertain ? "?" : " ",
                     measured);
}

std::string grid(const Map& map, unsigned cores) {
  std::string text = fmt::format("p99 at load {} as a multiple of the best, {} cores\n",
                                 map.reference_load, cores) +
                     heading(map);
  for (const MappedStrategy& strategy : map.strategies) {
    std::string line = fmt::format("{:{}}", strategy.name, name_width);
    for (const MappedWorkload& workload : map.workloads) {
      line +=
          fmt::format(" {:>12}", shown_cell(find_cell(map, strategy.name, workload.name, cores)));
    }
    text += line + "\n";
  }
  return text + "\n";
}

/// Beside the simulation, the cell's own for what is not of single requests.
std::string check_line(const Cell& cell) {
  const CellCheck& check = *cell.measured;
  std::string line = fmt::format("{:14} {:>3} cores  {:{}} p99 {:>9}", cell.workload, cell.cores,
                                 cell.strategy, name_width, shown_ms(check.latency_p99_seconds));
  line += interval_ms(check.low, check.high);
  if (check.simulated_p99_seconds && check.residual) {
    line += fmt::format(", simulated {} ({:+.0f} % round by round)",
                        shown_ms(*check.simulated_p99_seconds), 100 * *check.residual);
  }
  if (check.idle_while_queued) {
    line += fmt::format("; idle while queued {:.0f} %, the cell's {:.0f} %",
                        100 * check.idle_while_queued->share, 100 * cell.idle_while_queued.share);
  }
  return line + "\n";
}

/// Empty where nothing was.
std::string checks(const Map& map) {
  std::string text;
  for (const Cell& cell : map.cells) {
    if (cell.measured) text += check_line(cell);
  }
  if (text.empty()) return text;
  return fmt::format(
             "Measured as well, with sockets on emulated cores at load {}, beside a simulation of "
             "the same requests\n",
             map.reference_load) +
         text + "\n";
}

std::string choice_line(const ExplainedCell& cell) {
  std::string line = fmt::format("{:14} {:>3} cores", cell.workload, cell.cores);
  for (const Explained& part : cell.explains) {
    line += fmt::format("  {} {:3.0f} %", part.choice, 100 * part.share);
    if (part.low && part.high) {
      line += fmt::format(" [{:.0f} – {:.0f}]", 100 * *part.low, 100 * *part.high);
    }
  }
  return line + fmt::format("  together {:.0f} %  chance {:.0f} %\n", 100 * cell.together,
                            100 * cell.chance);
}

/// How far the simulation is off where it was checked; nothing where it was not.
std::optional<std::string> measured_of(const Map& map) {
  std::vector<double> off;
  std::size_t measured = 0;
  for (const Cell& cell : map.cells) {
    if (!cell.measured) continue;
    ++measured;
    if (cell.measured->residual) off.push_back(std::abs(*cell.measured->residual));
  }
  if (off.empty()) return std::nullopt;
  return fmt::format(
      "{} of {} cells were measured as well, with sockets on emulated cores: their p99 differs "
      "from that of a simulation of the same requests by {:.0f} % in the median and {:.0f} % at "
      "most. What is compared between cells is simulated in all of them.",
      measured, map.cells.size(), 100 * median(off), 100 * *std::ranges::max_element(off));
}

std::string simulation_sentence(const Map& map) {
  return fmt::format(
      "Simulated cells have the costs of {} and the structure of the servers, and no caches, lock "
      "waiting, interrupts or network; the client costs nothing.",
      map.machine.costs);
}

std::string draws_sentence(const MapPlan& plan) {
  if (plan.draws < rounds_needed()) {
    return fmt::format(
        "Intervals take {}, and there are {}: there are none, and no tier but the first is "
        "certain.",
        format_count(rounds_needed(), "draw"), plan.draws);
  }
  return fmt::format(
      "p99 at load {} is the median of {} of at least {} requests, and intervals are over "
      "draws; at other loads {}.",
      plan.reference_load, format_count(plan.draws, "draw"), plan.requests, plan.other_draws);
}

std::string loads_sentence(const MapPlan& plan) {
  return fmt::format(
      "A load is a share of what the cores can do: demand, and what a request and its connection "
      "cost. Where a worker gets more than it can do, its p99 grows with the length of the run, "
      "{} service times of every core at the least.",
      2000 * plan.requests / 20'000);
}

std::string choices_sentence(std::size_t designs) {
  return fmt::format(
      "What each choice explains is of log p99 over {} designs, every combination of three ways to "
      "accept, five placements, two hand-overs and two of what happens afterwards, and four "
      "strategies beside them in which workers keep what they accept or any worker runs any "
      "request; it is an average over orders (Shapley), every level of afterwards counts alike, "
      "and other designs would share it out otherwise.",
      designs);
}

constexpr const char* tiers_sentence =
    "Tier 1 has at most 1.1 times the p99, and the mean latency, of the one with the lowest p99, "
    "tier 2 at most twice, tier 3 at most five times, by medians over draws; a tier is uncertain "
    "where the interval of the ratios reaches a better one.";

}  // namespace

std::string shown_ms(double seconds) {
  return format_figure(seconds * 1e3) + " ms";
}

std::string interval_ms(std::optional<double> low, std::optional<double> high) {
  return low && high
             ? fmt::format(" [{} – {}]", format_figure(*low * 1e3), format_figure(*high * 1e3))
             : "";
}

std::vector<Caveat> caveats_of(const Map& map, const MapPlan& plan,
                               const std::vector<std::string>& without_model, std::size_t designs) {
  std::vector<Caveat> caveats{{simulation_sentence(map), {}}};
  if (const auto sentence = measured_of(map)) caveats.push_back({*sentence, of_figure("map")});
  if (!without_model.empty()) {
    caveats.push_back({fmt::format("There is no model of {}, so the map has no cells of them.",
                                   listed(without_model)),
                       of_figure("map")});
  }
  caveats.push_back({draws_sentence(plan), of_column("latency_p99")});
  caveats.push_back({loads_sentence(plan), of_figure("curve")});
  caveats.push_back({choices_sentence(designs), of_figure("choices")});
  caveats.push_back({tiers_sentence, of_column("tier")});
  return caveats;
}

std::string table_of(const Map& map) {
  std::string text;
  for (const unsigned cores : map.cores) text += grid(map, cores);
  text += legend(map) + "\n" + checks(map) +
          "How much of the variance of log p99 each choice explains\n";
  for (const ExplainedCell& cell : map.choices) text += choice_line(cell);
  return text;
}

}  // namespace dispatchbench::runner
