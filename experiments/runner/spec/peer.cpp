#include "experiments/runner/spec/peer.hpp"

#include <algorithm>
#include <csignal>
#include <regex>
#include <unistd.h>

#include <boost/algorithm/string/split.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/environment.hpp"
#include "base/named_rows.hpp"
#include "base/whole.hpp"
#include "experiments/runner/process/places.hpp"
#include "experiments/runner/spec/spec_reader.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

const std::vector<std::string_view> keys{"name",    "summary",  "command", "config",  "options",
                                         "install", "ready",    "stop",    "workers", "thread_name",
                                         "url",     "start_in", "design",  "needs"};

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

/// Every placeholder must be one that bench fills, and what bench gives must be made use of.
void check_placeholders(const SpecReader& reader, Peer& peer) {
  auto used = placeholders_in(fmt::format("{}", fmt::join(peer.command, " ")));
  if (!peer.config.empty()) {
    if (!fs::is_regular_file(peer.config)) reader.refuse("config", "a file beside the registry");
    peer.in_config = placeholders_in(read_whole(peer.config).value_or(""));
    used.insert(peer.in_config.begin(), peer.in_config.end());
  }
  std::set<std::string> given{"work", "peer", "address"};
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
  given.erase("address");
  for (const std::string& name : given) {
    if (used.contains(name)) continue;
    reader.refuse("command", fmt::format("{{{}}} in it or in its configuration", name));
  }
}

/// The length of the placeholder that `text` begins with, braces included; 0 if it does not.
std::size_t placeholder_at(std::string_view text) {
  if (!text.starts_with('{')) return 0;
  const auto end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz", 1);
  return end == text.npos || end == 1 || text[end] != '}' ? 0 : end + 1;
}

bool is_program(const fs::path& path) {
  return ::access(path.c_str(), X_OK) == 0 && fs::is_regular_file(path);
}

/// Nothing is known of it but where it is.
Peer read_running_peer(const SpecReader& reader, Peer peer) {
  peer.url = reader.text("url");
  if (!is_peer_url(peer.url)) reader.refuse("url", "http://HOST:PORT");
  if (reader.has("command")) reader.refuse("command", "either a command or a url");
  peer.options = {"null"};
  return peer;
}

}  // namespace

Peer read_peer(const Json& row, const std::string& where, const fs::path& folder,
               const OptionTable& server_options) {
  const SpecReader reader(row, where, keys);
  Peer peer;
  peer.name = reader.name("name");
  peer.summary = reader.text("summary");
  if (reader.has("design")) peer.design = reader.text("design");
  if (reader.has("url")) return read_running_peer(reader, std::move(peer));
  peer.command = texts(reader, "command");
  peer.folder = folder / peer.name;
  if (reader.has("config")) peer.config = folder / reader.text("config");
  peer.options = read_peer_options(reader, server_options);
  peer.install = reader.text("install");
  if (reader.has("needs")) peer.needs = texts(reader, "needs");
  peer.start_in = reader.text_or("start_in", "");
  if (peer.start_in.is_relative() && !peer.start_in.empty()) {
    reader.refuse("start_in", "an absolute path");
  }
  peer.announces = choice(reader, "ready", {"port", "line"}) == 1;
  peer.stop_signal = choice(reader, "stop", {"SIGTERM", "SIGQUIT"}) == 0 ? SIGTERM : SIGQUIT;
  peer.workers.in_children = choice(reader, "workers", {"threads", "processes"}) == 1;
  peer.workers.thread_name = reader.text_or("thread_name", "");
  check_placeholders(reader, peer);
  return peer;
}

bool is_peer_url(std::string_view url) {
  static const std::regex form(R"(http://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):([0-9]{1,5}))");
  std::match_results<std::string_view::const_iterator> found;
  if (!std::regex_match(url.begin(), url.end(), found, form)) return false;
  const int port = std::stoi(found[2]);
  return port > 0 && port < 65'536;
}

bool Peer::takes(const std::string& option) const {
  return option == "sample-interval" ||
         std::find(options.begin(), options.end(), option) != options.end();
}

fs::path peers_file() {
  const auto named = environment("DISPATCHBENCH_PEERS");
  return named ? fs::path(*named) : data_root() / "servers" / "peers" / "registry.json";
}

PeerList read_peers(const fs::path& registry, const OptionTable& server_options) {
  PeerList peers;
  const Json rows = read_json(registry);
  if (!rows.is_array()) throw UsageError(registry.string() + ": expected a list of peers");
  const fs::path folder = fs::absolute(registry).parent_path();
  for (const Json& row : rows) {
    Peer peer = read_peer(row, fmt::format("peers[{}]", peers.size()), folder, server_options);
    if (find_named(peers, peer.name) != nullptr) {
      throw UsageError("peers[{}].name \"{}\": expected a name of its own", peers.size(),
                       peer.name);
    }
    peers.push_back(std::move(peer));
  }
  return peers;
}

std::optional<fs::path> program_of(const Peer& peer, const fs::path& bin) {
  const auto missing = [](const std::string& path) { return !fs::exists(path); };
  if (std::any_of(peer.needs.begin(), peer.needs.end(), missing)) return std::nullopt;
  const fs::path named = filled(peer.command.front(), {{"peer", peer.folder.string()}});
  if (named.is_absolute()) return is_program(named) ? std::optional(named) : std::nullopt;
  // Servers are installed where the PATH of an ordinary user does not lead.
  const std::string path = fmt::format("{}:{}:/usr/local/sbin:/usr/sbin", bin.string(),
                                       environment("PATH").value_or("/usr/local/bin:/usr/bin"));
  std::vector<std::string> folders;
  boost::split(folders, path, [](char character) { return character == ':'; });
  for (const std::string& folder : folders) {
    fs::path program = fs::path(folder) / named;
    if (!folder.empty() && is_program(program)) return program;
  }
  return std::nullopt;
}

std::set<std::string> placeholders_in(std::string_view text) {
  std::set<std::string> names;
  for (; !text.empty(); text.remove_prefix(1)) {
    const std::size_t length = placeholder_at(text);
    if (length > 0) names.emplace(text.substr(1, length - 2));
  }
  return names;
}

std::string filled(std::string_view text, const std::map<std::string, std::string>& values) {
  std::string result;
  while (!text.empty()) {
    const std::size_t length = placeholder_at(text);
    const auto value =
        length > 0 ? values.find(std::string(text.substr(1, length - 2))) : values.end();
    const std::size_t taken = value == values.end() ? 1 : length;
    result += value == values.end() ? std::string(text.substr(0, 1)) : value->second;
    text.remove_prefix(taken);
  }
  return result;
}

bool fits_configuration(std::string_view path) {
  return std::none_of(path.begin(), path.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '"' || c == '\\' || c == '$';
  });
}

}  // namespace dispatchbench::runner
