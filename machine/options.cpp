#include "machine/options.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/command_line.hpp"
#include "base/units.hpp"
#include "machine/cost_profile.hpp"

namespace dispatchbench {
namespace {

/// Programs that share a machine are its server and its client.
Costs costs_option(const OptionValues& values, const MachineOptions& options) {
  const std::string& file = values.text("machine");
  try {
    return read_cost_profile(file).costs_on(options.cores, options.shared.has_value());
  } catch (const std::runtime_error& error) {
    throw UsageError(fmt::format("--machine {}: expected a cost profile (bench calibrate): {}",
                                 file, error.what()));
  }
}

/// Options that say how costs are charged are no use without any.
void check_costs_given(const OptionValues& values) {
  for (const char* const name :
       {"machine-cores", "machine-dilation", "machine-slice", "machine-shared"}) {
    if (values.given(name)) {
      throw UsageError(
          fmt::format("--{}: goes with --machine FILE, which says what things cost", name));
    }
  }
}

void check_cores_given(const OptionValues& values) {
  for (const char* const name : {"machine-slice", "machine-shared"}) {
    if (values.given(name) && !values.has("machine-cores")) {
      throw UsageError(
          fmt::format("--{}: goes with --machine-cores, for which threads compete", name));
    }
  }
}

OptionTable rows() {
  using enum OptionKind;
  using enum SetBy;
  // clang-format off
  return {
      {.name = "machine", .kind = text, .value = "FILE", .noun = "a cost profile",
       .set_by = runner, .help = "emulate a machine with the costs in FILE (bench calibrate)"},
      {.name = "machine-cores", .kind = count, .least = "1", .most = "4096", .set_by = runner,
       .help = "… with so many cores; default: one a thread"},
      {.name = "machine-dilation", .kind = number, .standard = "1", .least = "1",
       .most = "1000000", .set_by = runner, .help = "… on which everything takes so many times as long"},
      {.name = "machine-slice", .kind = duration, .least = "10us", .most = "60m",
       .set_by = runner, .help = "… whose cores are taken in turn after TIME; default: first come"},
      {.name = "machine-shared", .kind = text, .value = "PATH", .noun = "a file",
       .set_by = runner, .help = "… that programs given the same PATH share"},
  };
  // clang-format on
}

}  // namespace

OptionTable with_machine_options(OptionTable table, std::string_view before) {
  const OptionTable added = rows();
  table.insert(std::ranges::find(table, before, &Option::name), added.begin(), added.end());
  return table;
}

MachineOptions machine_options(const OptionValues& values, bool other_costs) {
  MachineOptions options;
  if (!values.has("machine") && !other_costs) check_costs_given(values);
  check_cores_given(values);
  options.dilation = values.number("machine-dilation");
  if (values.has("machine-cores")) {
    options.cores = static_cast<unsigned>(values.count("machine-cores"));
  }
  if (values.has("machine-slice")) options.slice = values.duration("machine-slice");
  if (values.has("machine-shared")) options.shared = values.text("machine-shared");
  if (values.has("machine")) {
    options.profile = values.text("machine");
    options.costs = costs_option(values, options).times(options.dilation);
  }
  return options;
}

EmulatedMachine::Setting MachineOptions::setting() const {
  return {.costs = costs,
          .cores = cores,
          .slice_ns = std::llround(static_cast<double>(slice.count()) * dilation),
          .shared = shared};
}

nlohmann::json to_json(const MachineOptions& options) {
  const auto path = [](const std::optional<std::filesystem::path>& file) {
    return file ? nlohmann::json(file->string()) : nlohmann::json();
  };
  const bool slices = options.slice.count() > 0;
  return {
      {"machine", path(options.profile)},
      {"machine-cores", options.cores > 0 ? nlohmann::json(options.cores) : nlohmann::json()},
      {"machine-dilation", options.dilation},
      {"machine-slice", slices ? nlohmann::json(format_duration(options.slice)) : nlohmann::json()},
      {"machine-shared", path(options.shared)}};
}

std::unique_ptr<EmulatedMachine> make_machine(const EmulatedMachine::Setting& setting) {
  try {
    return std::make_unique<EmulatedMachine>(setting);
  } catch (const std::runtime_error& error) {
    if (!setting.shared) throw;
    throw UsageError(
        fmt::format("--machine-shared {}: {}", setting.shared->string(), error.what()));
  }
}

}  // namespace dispatchbench
