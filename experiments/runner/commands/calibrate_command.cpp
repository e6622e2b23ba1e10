#include <cstdio>
#include <filesystem>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/output.hpp"
#include "experiments/runner/calibration/calibration.hpp"
#include "experiments/runner/commands/commands.hpp"
#include "experiments/runner/process/store_folder.hpp"
#include "experiments/runner/process/watch.hpp"
#include "experiments/runner/spec/sizing_options.hpp"

namespace dispatchbench::runner {
namespace {

std::string calibrate_usage() {
  return R"(usage: bench calibrate [options]
Measures what things cost on this machine, for --machine and "machine" of experiments.
Nothing else should run meanwhile.
)";
}

OptionTable calibrate_options() {
  using enum OptionKind;
  return {{.name = "output",
           .letter = 'o',
           .kind = file,
           .standard = "machine.json",
           .help = "write the costs there, whole or not at all"},
          {.name = "rounds",
           .kind = count,
           .standard = "1",
           .least = "1",
           .most = "1000",
           .help = "measure each load so often on one processor, and on two"},
          {.name = "time",
           .kind = duration,
           .standard = "700ms",
           .least = "1ms",
           .most = "1m",
           .help = "… for so long; 700ms makes below two minutes"},
          bin_option("bench")};
}

const char* words_of(const MeasuredCost& cost) {
  if (cost.significant()) return "";
  return cost.high > 0 ? "not significantly above zero" : "none, or too rare to tell";
}

void print(std::FILE* out, std::string_view where, const MeasuredCosts& costs) {
  fmt::print(out, "{}\n{:18} {:>12} {:>26}\n", where, "", "ns", "95 % interval");
  for (const EventRow& row : events()) {
    const MeasuredCost& cost = costs[static_cast<std::size_t>(row.event)];
    const int digits = row.byte ? 4 : 0;
    fmt::print(out, "{:18} {:12.{}f} {:>12.{}f} – {:<11.{}f} {}\n", row.name, cost.ns, digits,
               cost.low, digits, cost.high, digits, words_of(cost));
  }
}

int run_calibrate(const OptionValues& values) {
  const auto output = file_option("output", values.text("output"));
  const Programs programs = find_programs(values.text_or_empty("bin"));
  Interrupt interrupt;
  const StoreFolder work(std::filesystem::temp_directory_path());
  const CalibrationSize size{static_cast<unsigned>(values.count("rounds")),
                             values.duration("time")};
  const CostProfile profile = calibrate(programs, work.path(), size, interrupt);
  write_output(output, to_json(profile).dump(2) + "\n");
  std::FILE* const out = is_standard_output(output) ? stderr : stdout;
  constexpr const char* on_one = "client and server on one processor";
  const bool apart = profile.measured_on_one.has_value();
  print(out, apart ? "client and server on a processor each" : on_one, profile.measured);
  if (apart) print(out, on_one, *profile.measured_on_one);
  return 0;
}

}  // namespace

const Command calibrate_command{
    "calibrate",  "measure what things cost on this machine", calibrate_usage, calibrate_options, 0,
    run_calibrate};

}  // namespace dispatchbench::runner
