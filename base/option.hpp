// What a program can be told on its command line: one row an option, known in this one place. The
// row makes --help and --list-options, and says what the option accepts, to the program itself as
// to the one that starts it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace dispatchbench {

enum class OptionKind {
  flag,          ///< takes no value
  count,         ///< a whole number
  number,        ///< a plain number, perhaps with a fraction
  size,          ///< 40MB
  body_size,     ///< 40MB, or a distribution of sizes, as pareto:1MB,1.5
  duration,      ///< 50ms
  distribution,  ///< 5ms, or a distribution of times, as exponential:5ms
  rate,          ///< 100MB/s
  percent,       ///< 2%
  cpus,          ///< 0-3,6
  choice,        ///< one of the row's choices
  text,
  file
};

std::string_view to_string(OptionKind kind);

/// Who may set an option when an experiment is run.
enum class SetBy {
  experiment,  ///< the file of the experiment
  runner,      ///< bench alone: what is measured, and where results go
  user         ///< whoever starts the program by hand, for information
};

struct Option {
  std::string name;  ///< long, without dashes
  char letter = 0;   ///< the short name; 0: none
  OptionKind kind = OptionKind::flag;
  std::string value = {};     ///< for --help; " …" at its end: repeatable; empty: by the kind
  std::string noun = {};      ///< what a value is, for refusals: "a folder"; empty: by the kind
  std::string standard = {};  ///< the value if none is given; empty: none
  /// Of counts, numbers, sizes, durations and rates, as one writes them; empty: no limit.
  std::string least = {};
  std::string most = {};
  std::vector<std::string> choices = {};  ///< of a choice; of a count: words that it takes as well
  bool or_file = false;                   ///< of a choice: a path with a slash will do as well
  SetBy set_by = SetBy::experiment;
  std::string help = {};
};

/// --NAME DIR.
Option folder_option(std::string name, char letter, std::string help);

/// In the order in which --help shows them.
using OptionTable = std::vector<Option>;

/// Null if there is none of that name.
const Option* find_option(const OptionTable& table, std::string_view name);

/// What `option` expects, if it does not take `text`: "a whole number from 1 to 4096". Flags take
/// no text.
std::optional<std::string> expected_instead(const Option& option, std::string_view text);

/// {name, kind, value, default, help, set_by}, and short, noun, choices, least and most where there
/// are such. `default` is a number for counts and numbers, false for flags, null if there is none.
void to_json(nlohmann::ordered_json& json, const Option& option);

/// Throws nlohmann's exception if a key is missing or of the wrong type.
void from_json(const nlohmann::ordered_json& json, Option& option);

}  // namespace dispatchbench
