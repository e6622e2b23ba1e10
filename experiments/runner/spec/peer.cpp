#include "experiments/runner/spec/peer.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <string_view>
#include <unistd.h>

#include <boost/algorithm/string/split.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/command_line.hpp"
#include "experiments/runner/spec/peer_template.hpp"
#include "experiments/runner/spec/spec_reader.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

const std::vector<std::string_view> keys{"name",    "summary", "command", "config",  "options",
                                         "install", "ready",   "stop",    "workers", "thread_name"};

std::vector<std::string> texts(const SpecReader& reader, const std::string& key) {
  const auto is_text = [](const Json& word) { return word.is_string(); };
  if (!reader.has(key) || !reader.at(key).is_array() || reader.at(key).empty() ||
      !std::all_of(reader.at(key).begin(), reader.at(key).end(), is_text)) {
    reader.refuse(key, "a list of words");
  }
  return reader.at(key).get<std::vector<std::string>>();
}

/// The position of the key's value among `choices`.
std::size_t choice(const SpecReader& reader, const std::string& key,
                   const std::vector<std::string>& choices) {
  const auto found = std::find(choices.begin(), choices.end(), reader.text(key));
  if (found == choices.end()) {
    reader.refuse(key, fmt::format("one of {}", fmt::join(choices, ", ")));
  }
  return static_cast<std::size_t>(found - choices.begin());
}

std::vector<std::string> read_peer_options(const SpecReader& reader, const OptionTable& known) {
  auto options = texts(reader, "options");
  for (const std::string& name : options) {
    if (find_option(known, name) == nullptr) reader.refuse("options", "options of dispatch_server");
  }
  return options;
}

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// Every placeholder must be one that bench fills, and what bench gives must be made use of.
void check_placeholders(const SpecReader& reader, const Peer& peer) {
  auto used = placeholders_in(fmt::format("{}", fmt::join(peer.command, " ")));
  if (!peer.config.empty()) {
    if (!fs::is_regular_file(peer.config)) reader.refuse("config", "a file beside the registry");
    used.merge(placeholders_in(content_of(peer.config)));
  }
  std::set<std::string> given{"work", "peer"};
  if (!peer.announces) given.insert("port");
  if (!peer.config.empty()) given.insert("config");
  for (const char* option : {"threads", "store"}) {
    if (peer.takes(option)) given.insert(option);
  }
  for (const std::string& name : used) {
    if (given.contains(name)) continue;
    reader.refuse("command", fmt::format("no {{{}}} in it or in its configuration, only {{{}}}",
                                         name, fmt::join(given, "}, {")));
  }
  if (used.contains("peer") && !fs::is_directory(peer.folder)) {
    reader.refuse("command", fmt::format("no {{peer}}, or a folder {}", peer.folder.string()));
  }
  given.erase("work");
  given.erase("peer");
  for (const std::string& name : given) {
    if (used.contains(name)) continue;
    reader.refuse("command", fmt::format("{{{}}} in it or in its configuration", name));
  }
}

Peer read_peer(const Json& spec, std::size_t index, const fs::path& folder,
               const OptionTable& server_options) {
  const SpecReader reader(spec, fmt::format("peers[{}]", index), keys);
  Peer peer;
  peer.name = reader.name("name");
  peer.summary = reader.text("summary");
  peer.command = texts(reader, "command");
  peer.folder = folder / peer.name;
  if (reader.has("config")) peer.config = folder / reader.text("config");
  peer.options = read_peer_options(reader, server_options);
  peer.install = reader.text("install");
  peer.announces = choice(reader, "ready", {"port", "line"}) == 1;
  peer.stop_signal = choice(reader, "stop", {"SIGTERM", "SIGQUIT"}) == 0 ? SIGTERM : SIGQUIT;
  peer.workers.in_children = choice(reader, "workers", {"threads", "processes"}) == 1;
  peer.workers.thread_name = reader.text_or("thread_name", "");
  check_placeholders(reader, peer);
  return peer;
}

bool is_program(const fs::path& path) {
  return ::access(path.c_str(), X_OK) == 0 && fs::is_regular_file(path);
}

}  // namespace

bool Peer::takes(const std::string& option) const {
  return option == "sample-interval" ||
         std::find(options.begin(), options.end(), option) != options.end();
}

fs::path peers_file() {
  const char* const variable = std::getenv("DISPATCHBENCH_PEERS");  // NOLINT(concurrency-mt-unsafe)
  if (variable != nullptr && *variable != '\0') return variable;
  return fs::path(DISPATCHBENCH_SOURCE_DIR) / "servers" / "peers" / "registry.json";
}

PeerList read_peers(const fs::path& registry, const OptionTable& server_options) {
  PeerList peers;
  const Json rows = read_json(registry);
  if (!rows.is_array()) throw UsageError(registry.string() + ": expected a list of peers");
  for (const Json& row : rows) {
    peers.push_back(
        read_peer(row, peers.size(), fs::absolute(registry).parent_path(), server_options));
    const auto same = [&](const Peer& peer) { return peer.name == peers.back().name; };
    if (std::count_if(peers.begin(), peers.end(), same) == 1) continue;
    throw UsageError(fmt::format("peers[{}].name \"{}\": expected a name of its own",
                                 peers.size() - 1, peers.back().name));
  }
  return peers;
}

const Peer* find_peer(const PeerList& peers, const std::string& name) {
  const auto found =
      std::find_if(peers.begin(), peers.end(), [&](const Peer& peer) { return peer.name == name; });
  return found == peers.end() ? nullptr : &*found;
}

std::string names_of(const PeerList& peers) {
  std::vector<std::string> names;
  names.reserve(peers.size());
  for (const Peer& peer : peers) names.push_back(peer.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

std::optional<fs::path> program_of(const Peer& peer, const fs::path& bin) {
  const fs::path named = filled(peer.command.front(), {{"peer", peer.folder.string()}});
  if (named.is_absolute()) return is_program(named) ? std::optional(named) : std::nullopt;
  const char* const variable = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe)
  // Servers are installed where the PATH of an ordinary user does not lead.
  const std::string path = fmt::format("{}:{}:/usr/local/sbin:/usr/sbin", bin.string(),
                                       variable != nullptr ? variable : "/usr/local/bin:/usr/bin");
  std::vector<std::string> folders;
  boost::split(folders, path, [](char character) { return character == ':'; });
  for (const std::string& folder : folders) {
    fs::path program = fs::path(folder) / named;
    if (!folder.empty() && is_program(program)) return program;
  }
  return std::nullopt;
}

}  // namespace dispatchbench::runner
