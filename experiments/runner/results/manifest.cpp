#include "experiments/runner/results/manifest.hpp"

#include <algorithm>

namespace dispatchbench::runner {

void from_json(const Json& json, Libraries& libraries) {
  for (const auto& [name, version] : json.items()) libraries.versions[name] = plain_text(version);
}

void to_json(Json& json, const Libraries& libraries) {
  json = libraries.versions;
}

unsigned looks_of(const std::optional<Stopping>& stopping) noexcept {
  return stopping ? std::max(1U, static_cast<unsigned>(stopping->looks.size())) : 1;
}

bool Stopping::may_stop_after(unsigned round) const noexcept {
  return std::find(looks.begin(), looks.end(), round) != looks.end();
}

const Machine& Manifest::served_on() const {
  if (!hosts || !hosts->server) return machine;
  const auto host = std::ranges::find(hosts->machines, *hosts->server, &HostMachine::name);
  return host == hosts->machines.end() ? machine : host->machine;
}

Manifest read_manifest(const std::filesystem::path& file) {
  auto manifest = read_as<Manifest>(file);
  as_written(file, [&] { return manifest.spec.get_ref<const Json::object_t&>().size(); });
  return manifest;
}

}  // namespace dispatchbench::runner
