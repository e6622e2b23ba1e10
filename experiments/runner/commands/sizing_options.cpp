#include "experiments/runner/commands/sizing_options.hpp"

#include <charconv>

#include "base/command_line.hpp"
#include "experiments/runner/commands/command_arguments.hpp"
#include "experiments/runner/spec/experiment.hpp"

namespace dispatchbench::runner {
namespace po = boost::program_options;
namespace {

constexpr double most_scale = 1'000;
constexpr double most_percent = 100;

double scale_option(const std::string& text) {
  double scale = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), scale);
  if (error != std::errc{} || end != text.data() + text.size() || !(scale > 0) ||
      scale > most_scale) {
    refuse_option("scale", text, "a number above 0, up to 1000 (such as 0.1)");
  }
  return scale;
}

/// "2%" → 0.02
double percent_option(const std::string& text) {
  double percent = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), percent);
  const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (error != std::errc{} || rest != "%" || !(percent > 0) || percent > most_percent) {
    refuse_option("until", text, "a percentage above 0%, up to 100% (such as 2%)");
  }
  return percent / 100;
}

}  // namespace

void add_stopping_options(po::options_description& options) {
  options.add_options()  //
      ("until", po::value<std::string>()->value_name("PERCENT"),
       "go on with rounds until no interval is wider than plus or minus this (such as 2%)")  //
      ("max-rounds", po::value<std::string>()->value_name("N"),
       "with --until: the limit (else five times the rounds)");
}

std::optional<Precision> precision_from(const po::variables_map& values) {
  if (values.count("until") == 0) {
    if (values.count("max-rounds") == 0) return std::nullopt;
    refuse_option("max-rounds", text_option(values, "max-rounds"), "--until beside it");
  }
  Precision precision;
  precision.until = percent_option(text_option(values, "until"));
  if (values.count("max-rounds") != 0) {
    precision.max_rounds = static_cast<unsigned>(
        count_option("max-rounds", text_option(values, "max-rounds"), 1, most_rounds));
  }
  return precision;
}

void add_sizing_options(po::options_description& options) {
  options.add_options()  //
      ("scale", po::value<std::string>()->value_name("F"),
       "multiplies what one run sends, never below two requests a connection")  //
      ("rounds", po::value<std::string>()->value_name("N"),
       "how many rounds, in place of the experiment's; what one run sends stays")  //
      ("bin", po::value<std::string>()->value_name("DIR"),
       "where dispatch_server and loadgen are (else $DISPATCHBENCH_BIN, or beside bench)");
}

Sizing sizing_from(const po::variables_map& values) {
  Sizing sizing;
  if (values.count("scale") != 0) sizing.scale = scale_option(text_option(values, "scale"));
  if (values.count("rounds") != 0) {
    sizing.rounds = static_cast<unsigned>(
        count_option("rounds", text_option(values, "rounds"), 1, most_rounds));
  }
  return sizing;
}

}  // namespace dispatchbench::runner
