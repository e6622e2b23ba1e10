// Which setting of a known server is which strategy: experiments/advice/settings.json, one row a
// strategy.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "experiments/runner/results/fields.hpp"

namespace dispatchbench::runner {

struct ServerSetting {
  std::string software;
  std::string setting;
};
DISPATCHBENCH_FIELDS(ServerSetting, required(software, setting))

struct SettingsRow {
  std::string strategy;
  std::vector<ServerSetting> settings;
};
DISPATCHBENCH_FIELDS(SettingsRow, required(strategy, settings))

/// Throws UsageError that names the file if it is none of settings.
std::vector<SettingsRow> read_settings(const std::filesystem::path& file);

/// None if no server is known that does it.
std::vector<ServerSetting> settings_for(const std::vector<SettingsRow>& rows,
                                        const std::string& strategy);

}  // namespace dispatchbench::runner
