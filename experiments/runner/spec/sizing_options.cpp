#include "experiments/runner/spec/sizing_options.hpp"

#include <string>

#include <fmt/format.h>

namespace dispatchbench::runner {

Option bin_option(std::string_view program) {
  return folder_option(
      "bin", 0,
      fmt::format("where dispatch_server and loadgen are (else $DISPATCHBENCH_BIN, or beside {})",
                  program));
}

Option only_option(std::string_view verb) {
  return {.name = "only",
          .kind = OptionKind::text,
          .value = "NAME,…",
          .noun = "names of rows",
          .help = fmt::format("{} these rows alone", verb)};
}

OptionTable sizing_options(std::string_view program) {
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
          bin_option(program)};
}

Sizing sizing_from(const OptionValues& values) {
  Sizing sizing;
  if (values.has("scale")) sizing.scale = values.number("scale");
  if (values.has("rounds")) sizing.rounds = static_cast<unsigned>(values.count("rounds"));
  if (values.has("only")) sizing.only = values.words("only");
  return sizing;
}

}  // namespace dispatchbench::runner
