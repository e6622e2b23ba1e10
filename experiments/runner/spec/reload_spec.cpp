#include "experiments/runner/spec/reload_spec.hpp"

#include <fmt/format.h>

#include "base/units.hpp"
#include "experiments/runner/spec/spec_reader.hpp"

namespace dispatchbench::runner {
namespace {

constexpr std::uint64_t most_reloads = 1'000;

}  // namespace

ReloadSpec read_reload(const Json& object) {
  const SpecReader reader(object, "reload", {"times", "every", "tcp_migrate_req"});
  ReloadSpec reload;
  reload.times = static_cast<unsigned>(reader.count_or("times", 1, 1, most_reloads));
  reload.every = reader.time_or("every", "250ms");
  if (reader.has("tcp_migrate_req")) {
    reload.tcp_migrate_req = static_cast<unsigned>(reader.count_or("tcp_migrate_req", 0, 0, 1));
  }
  return reload;
}

void check_reload_key(const std::string& key, const Json& value) {
  Json alone = Json::object();
  alone[key] = value;
  read_reload(alone);
}

std::optional<std::string> why_no_reload(const ReloadSpec& reload, const Json& server,
                                         const Json& load) {
  if (!server.contains("share-port")) {
    return "reload: expected server.share-port, for two servers listen on one port";
  }
  const auto loaded = parse_duration(load.value("duration", std::string()));
  if (!loaded) return "reload: expected load.duration, in which the reloads are made";
  const Nanoseconds needed = reload.times * reload.every;
  if (*loaded > needed) return std::nullopt;
  return fmt::format("reload.times {}: expected load.duration above {}, for the last begins then",
                     reload.times, format_duration(needed));
}

}  // namespace dispatchbench::runner
