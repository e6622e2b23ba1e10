// --machine and what goes with it, for every program that can run on an emulated machine.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "base/clock.hpp"
#include "base/option.hpp"
#include "base/option_values.hpp"
#include "machine/emulated_machine.hpp"

namespace dispatchbench {

struct MachineOptions {
  std::optional<std::filesystem::path> profile;
  Costs costs;         ///< of the profile, dilated
  unsigned cores = 0;  ///< 0: each thread has one of its own
  double dilation = 1;
  Nanoseconds slice{};  ///< not dilated; 0: none
  std::optional<std::filesystem::path> shared;

  EmulatedMachine::Setting setting() const;
};

/// A program's option table with these rows, before the row `before`.
OptionTable with_machine_options(OptionTable table, std::string_view before);

/// Throws UsageError where the profile cannot be read or the options do not go together.
/// `other_costs`: the program was given costs without a profile.
MachineOptions machine_options(const OptionValues& values, bool other_costs);

/// All of them by their names, null where they are off, for a report.
nlohmann::json to_json(const MachineOptions& options);

/// Throws UsageError where the cores cannot be shared.
std::unique_ptr<EmulatedMachine> make_machine(const EmulatedMachine::Setting& setting);

}  // namespace dispatchbench
