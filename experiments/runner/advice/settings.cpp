#include "experiments/runner/advice/settings.hpp"

#include "base/command_line.hpp"

namespace dispatchbench::runner {

std::vector<SettingsRow> read_settings(const std::filesystem::path& file) {
  const Json content = read_json(file);
  try {
    return content.get<std::vector<SettingsRow>>();
  } catch (const Json::exception& error) {
    throw UsageError("{}: expected rows of strategy and settings: {}", file.string(), error.what());
  }
}

std::vector<ServerSetting> settings_for(const std::vector<SettingsRow>& rows,
                                        const std::string& strategy) {
  for (const SettingsRow& row : rows) {
    if (row.strategy == strategy) return row.settings;
  }
  return {};
}

}  // namespace dispatchbench::runner
