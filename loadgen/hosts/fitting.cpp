#include "loadgen/hosts/fitting.hpp"

#include <array>

#include "loadgen/options/limits.hpp"
#include "loadgen/plan/share.hpp"

namespace dispatchbench::loadgen {
namespace {

/// Of the whole load. Fewer than one a thread are no load: then its start says what is missing.
std::int64_t within(std::uint64_t most, Share share, const Options& options) {
  if (most == 0) return options.connections;
  unsigned connections = options.connections;
  while (connections >= options.threads &&
         share.connections_of(connections, options.threads) > most)
    --connections;
  return connections < options.threads ? options.connections : connections;
}

}  // namespace

std::optional<std::string> fit_connections_of_all(Communicator& communicator, std::uint64_t most,
                                                  Options& options) {
  if (!options.auto_connections) return std::nullopt;
  const Share share{communicator.rank(), communicator.size()};
  std::array<std::int64_t, 1> least{-within(most, share, options)};
  communicator.greatest(least);
  communicator.broadcast(least);
  const auto note = fit_auto_connections(options, static_cast<std::uint64_t>(-least[0]));
  return share.rank == 0 ? note : std::nullopt;
}

}  // namespace dispatchbench::loadgen
