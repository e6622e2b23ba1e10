// What an experiment may name: strategies, their parts and options, as the programs list them
// themselves, and peers, as their registry has them. Asked for once; nothing of it is known
// anywhere else.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/option.hpp"
#include "experiments/runner/process/programs.hpp"
#include "experiments/runner/results/manifest.hpp"
#include "experiments/runner/spec/peer.hpp"

namespace dispatchbench::runner {

enum class Program { server, load };

/// "server" or "load", as experiment files call it.
std::string_view name_of(Program program);

struct ProgramOptions {
  OptionTable server;
  OptionTable load;

  const OptionTable& of(Program program) const {
    return program == Program::server ? server : load;
  }
};

/// A part of a strategy that says who accepts, or where a connection goes.
struct Part {
  std::string name;
  std::optional<bool> by_chance;  ///< nothing but chance decides; nothing: whoever accepted has it
};
DISPATCHBENCH_FIELDS(Part, required(name), maybe(by_chance))

/// What can wait for readiness.
struct Backend {
  std::string name;
  std::optional<std::string> unavailable;  ///< why this system or build has it not
};
DISPATCHBENCH_FIELDS(Backend, required(name), maybe(unavailable))

struct Parts {
  std::vector<Part> accept;
  std::vector<Part> placement;
  std::vector<Backend> backend = {};
};
DISPATCHBENCH_FIELDS(Parts, required(accept, placement), maybe(backend))

struct Catalog {
  StrategyList strategies;
  ProgramOptions options;
  PeerList peers;
  Parts parts;
};

/// Asks both programs with --list-strategies, --list-parts and --list-options, and reads
/// peers_file(). Throws std::runtime_error if a program does not answer, UsageError if the registry
/// of peers is wrong.
Catalog read_catalog(const Programs& programs);

/// Those in what --list-options --json prints that an experiment may set. Throws Json::exception if
/// it is no list of options.
OptionTable options_for_experiments(const Json& list);

/// Throws UsageError that begins with "server.NAME" or "load.NAME" and gives the valid choices if
/// there is no such option or it does not take `value`.
void check_option(const ProgramOptions& known, Program program, const std::string& name,
                  const Json& value);

/// Whether nothing but chance decides which worker of `strategy` gets a connection, given options
/// that may name other parts than its own.
bool placed_by_chance(const Catalog& catalog, const Strategy& strategy, const Json& server);

/// {"threads": 32, "null": true} → --threads 32 --null; what is false is left out.
std::vector<std::string> arguments_of(const Json& options);

}  // namespace dispatchbench::runner
