// The servers of others, to be measured beside the strategies: servers/peers/registry.json has one
// row a peer, docs/adding.md says what stands in it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/option.hpp"
#include "experiments/runner/process/thread_sampler.hpp"

namespace dispatchbench::runner {

struct Peer {
  std::string name;
  std::string summary;
  std::vector<std::string> command;  ///< with placeholders, see peer_template.hpp
  std::filesystem::path folder;      ///< of its own, beside the registry: {peer}
  std::filesystem::path config;      ///< a file with placeholders; empty: it needs none
  std::vector<std::string> options;  ///< of dispatch_server's, those that mean something to it
  std::string install;               ///< the line that would install it
  bool announces = false;            ///< prints "listening on URL"; else it is told its port
  int stop_signal = 0;
  WorkerThreads workers;

  /// Whether dispatch_server's option means something here. Every peer is sampled at intervals.
  bool takes(const std::string& option) const;
};

/// In the registry's order.
using PeerList = std::vector<Peer>;

/// $DISPATCHBENCH_PEERS, or servers/peers/registry.json of the source tree.
std::filesystem::path peers_file();

/// Throws UsageError, one line that names the row and the key. `server_options` are those of
/// dispatch_server that an experiment may set.
PeerList read_peers(const std::filesystem::path& registry, const OptionTable& server_options);

/// Null if there is none of that name.
const Peer* find_peer(const PeerList& peers, const std::string& name);

/// "ceiling, nginx, …"
std::string names_of(const PeerList& peers);

/// The program that `peer` runs: in its own folder, in `bin`, where ours are built, or where
/// programs are installed. Nothing if it is not there.
std::optional<std::filesystem::path> program_of(const Peer& peer, const std::filesystem::path& bin);

}  // namespace dispatchbench::runner
