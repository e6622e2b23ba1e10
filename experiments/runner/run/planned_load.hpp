// Whether the machine is large enough for the rate that a run was planned for, so that its figures
// are those of the server and not of processors that ran out. Pure.
#pragma once

#include <optional>
#include <string>

#include "experiments/runner/results/run.hpp"

namespace dispatchbench::runner {

/// The mark of a run whose planned rate needs more of the processors than it may.
inline constexpr const char* beyond_machine_mark = "beyond-machine";

/// Seconds that an emulated core is busy with a request of `bytes`; 0 if nothing is emulated.
double emulated_seconds(const ServerOptions& options, double bytes);

/// Requests/s that the run was to make: those of an open loop, or what the emulated cores answer if
/// all that connections can reach are always busy, with requests and with accepting. Nothing where
/// it is as many as it can, or where that is not known.
std::optional<double> planned_rate(const MeasuredRun& run);

/// The planned rate times the processor time that client and server used for a request, over the
/// processors there are (or what a cgroup allows of them); nothing where one is not known. That of
/// the server alone where one of them was on another host.
std::optional<double> planned_share(const MeasuredRun& run);

/// Whether the run is not to be believed nor made again: its plan needs over 60 % of the
/// processors, and it was no closed loop that used little of them.
bool beyond_machine(const MeasuredRun& run);

/// Of a run with that mark: "its planned 5333 requests/s need 83 % of 2 processors …".
std::string why_beyond_machine(const MeasuredRun& run);

}  // namespace dispatchbench::runner
