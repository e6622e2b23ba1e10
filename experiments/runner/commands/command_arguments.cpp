#include "experiments/runner/commands/command_arguments.hpp"

#include "base/command_line.hpp"

namespace dispatchbench::runner {
namespace po = boost::program_options;

po::variables_map parse_arguments(int argc, const char* const* argv,
                                  po::options_description options, int most) {
  options.add_options()("argument", po::value<std::vector<std::string>>());
  po::positional_options_description positional;
  positional.add("argument", most);
  return parse_command_line(argc, argv, options, positional);
}

std::vector<std::string> arguments_in(const po::variables_map& values) {
  if (values.count("argument") == 0) return {};
  return values["argument"].as<std::vector<std::string>>();
}

std::string argument_in(const po::variables_map& values) {
  const auto arguments = arguments_in(values);
  return arguments.empty() ? std::string() : arguments.front();
}

std::string text_option(const po::variables_map& values, const std::string& name) {
  return values.count(name) != 0 ? values[name].as<std::string>() : std::string();
}

}  // namespace dispatchbench::runner
