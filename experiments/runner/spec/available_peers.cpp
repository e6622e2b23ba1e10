#include "experiments/runner/spec/available_peers.hpp"

#include <fmt/format.h>

#include "base/command_line.hpp"

namespace dispatchbench::runner {

Experiment without_missing_peers(Experiment experiment, const std::filesystem::path& bin) {
  std::vector<Row> rows;
  for (Row& row : experiment.rows) {
    if (!row.peer || program_of(*row.peer, bin)) {
      rows.push_back(std::move(row));
    } else {
      experiment.skipped.push_back({row.name, row.peer->install});
    }
  }
  if (rows.empty()) {
    throw UsageError(fmt::format("{}: no row can be run; to install {}: {}", experiment.name,
                                 experiment.skipped.front().name,
                                 experiment.skipped.front().install));
  }
  experiment.rows = std::move(rows);
  return experiment;
}

ProgramIdentities identities_of(const Programs& programs, const Experiment& experiment) {
  ProgramIdentities identities = identities_of(programs);
  for (const Row& row : experiment.rows) {
    if (!row.peer) continue;
    const auto program = program_of(*row.peer, programs.server.parent_path());
    identities[row.strategy] = identity_of(program.value());
  }
  return identities;
}

}  // namespace dispatchbench::runner
