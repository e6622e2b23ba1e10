#include "experiments/runner/sizing_options.hpp"

#include <charconv>
#include <cstdlib>

#include "base/command_line.hpp"

namespace dispatchbench::runner {
namespace po = boost::program_options;
namespace {

constexpr std::uint64_t most_rounds = 10'000;
constexpr double most_scale = 1'000;

double scale_option(const std::string& text) {
  double scale = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), scale);
  if (error != std::errc{} || end != text.data() + text.size() || !(scale > 0) ||
      scale > most_scale) {
    refuse_option("scale", text, "a number above 0, up to 1000 (such as 0.1)");
  }
  return scale;
}

}  // namespace

void add_sizing_options(po::options_description& options) {
  options.add_options()  //
      ("scale", po::value<std::string>()->value_name("F"),
       "multiplies what one run sends, never below two requests a connection")  //
      ("rounds", po::value<std::string>()->value_name("N"),
       "how many rounds, in place of the experiment's; what one run sends stays")  //
      ("bin", po::value<std::string>()->value_name("DIR"),
       "where dispatch_server and loadgen are (else $DISPATCHBENCH_BIN, or beside bench)");
}

std::string text_option(const po::variables_map& values, const std::string& name) {
  return values.count(name) != 0 ? values[name].as<std::string>() : std::string();
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

std::filesystem::path experiments_folder() {
  const char* const variable =
      std::getenv("DISPATCHBENCH_EXPERIMENTS");  // NOLINT(concurrency-mt-unsafe)
  if (variable != nullptr && *variable != '\0') return variable;
  return std::filesystem::path(DISPATCHBENCH_SOURCE_DIR) / "experiments";
}

}  // namespace dispatchbench::runner
