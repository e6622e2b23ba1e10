// How a program is started on another host: by ssh, by Slurm's srun, or by a command that somebody
// gives.
#pragma once

#include <string>
#include <vector>

namespace dispatchbench::runner {

struct Launcher {
  std::string given;               ///< "ssh", "srun", or the command with {host}
  std::vector<std::string> words;  ///< with {host}
  bool joins = false;  ///< hands all words that follow it to a shell as one text, as ssh does

  /// `command`, run on `host`.
  std::vector<std::string> on(const std::string& host,
                              const std::vector<std::string>& command) const;

  /// What mpirun is told, so that it reaches hosts the same way. Throws UsageError where it cannot:
  /// it puts the host after the command.
  std::vector<std::string> for_mpirun() const;
};

/// Of --launcher. Throws UsageError that quotes `text`.
Launcher launcher_from(const std::string& text);

/// srun in an allocation, else ssh.
std::string standard_launcher();

/// The hosts of the allocation, in Slurm's order. Throws UsageError if there is none, or if
/// scontrol does not tell them.
std::vector<std::string> hosts_of_allocation();

}  // namespace dispatchbench::runner
