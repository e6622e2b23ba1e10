// The servers of others, to be measured beside the strategies: servers/peers/registry.json has one
// row a peer, docs/adding.md says what stands in it.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/option.hpp"
#include "experiments/runner/process/thread_sampler.hpp"
#include "experiments/runner/results/json.hpp"

namespace dispatchbench::runner {

struct Peer {
  std::string name;
  std::string summary;
  std::optional<std::string> design;  ///< the strategy that dispatches as it does, or nearly so
  std::vector<std::string> command;   ///< with placeholders; empty: it runs already, at `url`
  std::string url;
  std::filesystem::path folder;      ///< of its own, beside the registry: {peer}
  std::filesystem::path config;      ///< a file with placeholders; empty: it needs none
  std::set<std::string> in_config;   ///< the placeholders there
  std::vector<std::string> options;  ///< of dispatch_server's, those that mean something to it
  std::filesystem::path start_in;    ///< absolute; empty: wherever bench runs
  std::string install;               ///< the line that would install it
  std::vector<std::string> needs;    ///< absolute paths of what it loads, beside its program
  bool announces = false;            ///< prints "listening on URL"; else it is told its port
  int stop_signal = 0;
  WorkerThreads workers;

  /// Whether dispatch_server's option means something here. Every peer is sampled at intervals.
  bool takes(const std::string& option) const;
};

/// In the registry's order.
using PeerList = std::vector<Peer>;

/// $DISPATCHBENCH_PEERS, or servers/peers/registry.json of data_root().
std::filesystem::path peers_file();

/// Throws UsageError, one line that names the row and the key. `server_options` are those of
/// dispatch_server that an experiment may set.
PeerList read_peers(const std::filesystem::path& registry, const OptionTable& server_options);

/// One row; `folder` is where its configuration and its own folder lie, `where` begins what is said
/// if it is wrong. Throws likewise.
Peer read_peer(const Json& row, const std::string& where, const std::filesystem::path& folder,
               const OptionTable& server_options);

/// http://HOST:PORT, or http://[ADDRESS]:PORT.
bool is_peer_url(std::string_view url);

/// The program that `peer` runs: in its own folder, in `bin`, where ours are built, or where
/// programs are installed. Nothing if it is not there, or what it needs is not.
std::optional<std::filesystem::path> program_of(const Peer& peer, const std::filesystem::path& bin);

/// The placeholders in a peer's command and configuration: {threads}, {port}, {work} (a folder for
/// the run), {peer} (its own folder), {address} (that it is to listen on, for others than this
/// host), {store} (the folder for objects), {config} (the filled configuration). Braces around
/// small letters alone; others are the text's own.
std::set<std::string> placeholders_in(std::string_view text);

/// The text with every placeholder that has a value replaced.
std::string filled(std::string_view text, const std::map<std::string, std::string>& values);

/// Whether `path` means the same between the double quotes of anybody's configuration: without
/// quotes and backslashes, $ (to nginx a variable, and there is no way to escape it) and control
/// characters.
bool fits_configuration(std::string_view path);

}  // namespace dispatchbench::runner
