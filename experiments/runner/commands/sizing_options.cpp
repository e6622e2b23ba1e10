#include "experiments/runner/commands/sizing_options.hpp"

#include "experiments/runner/spec/experiment.hpp"

namespace dispatchbench::runner {

Option bin_option() {
  return {
      .name = "bin",
      .kind = OptionKind::text,
      .value = "DIR",
      .noun = "a folder",
      .help = "where dispatch_server and loadgen are (else $DISPATCHBENCH_BIN, or beside bench)"};
}

OptionTable sizing_options() {
  return {{.name = "scale",
           .kind = OptionKind::number,
           .least = "0.000001",
           .most = "1000",
           .help = "multiplies what one run sends, never below two requests a connection"},
          {.name = "rounds",
           .kind = OptionKind::count,
           .least = "1",
           .most = std::to_string(most_rounds),
           .help = "how many rounds, in place of the experiment's; what one run sends stays"},
          bin_option()};
}

OptionTable stopping_options() {
  return {{.name = "until",
           .kind = OptionKind::percent,
           .least = "0.001%",
           .most = "100%",
           .help = "go on with rounds until no interval is wider than plus or minus this (such as "
                   "2%)"},
          {.name = "max-rounds",
           .kind = OptionKind::count,
           .least = "1",
           .most = std::to_string(most_rounds),
           .help = "with --until: the limit (else five times the rounds)"}};
}

std::optional<Precision> precision_from(const OptionValues& values) {
  if (!values.has("until")) {
    if (values.has("max-rounds")) values.refuse("max-rounds", "--until beside it");
    return std::nullopt;
  }
  Precision precision;
  precision.until = values.percent("until");
  if (values.has("max-rounds")) {
    precision.max_rounds = static_cast<unsigned>(values.count("max-rounds"));
  }
  return precision;
}

Sizing sizing_from(const OptionValues& values) {
  Sizing sizing;
  if (values.has("scale")) sizing.scale = values.number("scale");
  if (values.has("rounds")) sizing.rounds = static_cast<unsigned>(values.count("rounds"));
  return sizing;
}

}  // namespace dispatchbench::runner
