// A command line, parsed by the program's option table.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/program_options/variables_map.hpp>

#include "base/clock.hpp"
#include "base/option.hpp"

namespace dispatchbench {

/// The values that options have, each given by the user or by default. Everything in it has been
/// accepted by its row, so the getters do not fail; asking for the value of an option that has none
/// is a programming error.
class OptionValues {
 public:
  /// `most_arguments` may stand beside the options, any number if negative. Throws UsageError, one
  /// line that names the option and what it expects. `table` must outlive this.
  OptionValues(int argc, const char* const* argv, const OptionTable& table, int most_arguments = 0);

  /// Whether there is a value; of a flag, whether it was given.
  bool has(const char* name) const { return values_.count(name) != 0; }
  /// Whether the user gave it.
  bool given(const char* name) const { return has(name) && !values_[name].defaulted(); }

  const std::string& text(const char* name) const { return values_[name].as<std::string>(); }
  /// "" where nothing was said.
  std::string text_or_empty(const char* name) const {
    return has(name) ? text(name) : std::string();
  }
  /// All that were given, of an option that may be repeated.
  std::vector<std::string> texts(const char* name) const;
  /// What stands between the commas of the text; an empty word where nothing does.
  std::vector<std::string> words(const char* name) const;
  std::uint64_t count(const char* name) const;
  double number(const char* name) const;
  std::uint64_t size(const char* name) const;
  Nanoseconds duration(const char* name) const;
  double rate(const char* name) const;
  /// 2% → 0.02
  double percent(const char* name) const;
  std::vector<int> cpus(const char* name) const;

  /// What stands beside the options, in the order given.
  const std::vector<std::string>& arguments() const noexcept { return arguments_; }

  /// Refuses what the row could not know to be wrong.
  [[noreturn]] void refuse(const char* name, std::string_view expected) const;

 private:
  boost::program_options::variables_map values_;
  std::vector<std::string> arguments_;
};

/// The table as --help shows it.
std::string help_of(const OptionTable& table);

/// What --list-options prints: a line an option, or with --json an array of them.
std::string list_options(const OptionTable& table);
std::string list_options_as_json(const OptionTable& table);

}  // namespace dispatchbench
