// What the commands of `bench` have in common in how they read their arguments.
#pragma once

#include <string>
#include <vector>

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>

namespace dispatchbench::runner {

inline constexpr int any_number = -1;

/// A command's options, and at most `most` arguments that stand beside them. Throws UsageError.
boost::program_options::variables_map parse_arguments(
    int argc, const char* const* argv, boost::program_options::options_description options,
    int most);

/// What stands beside the options, in the order given.
std::vector<std::string> arguments_in(const boost::program_options::variables_map& values);

/// The first of them, or nothing said: "".
std::string argument_in(const boost::program_options::variables_map& values);

/// Option `name`, or nothing said: "".
std::string text_option(const boost::program_options::variables_map& values,
                        const std::string& name);

}  // namespace dispatchbench::runner
