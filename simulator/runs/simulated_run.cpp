#include "simulator/runs/simulated_run.hpp"

#include <limits>

#include "experiments/runner/run/limiting_factor.hpp"
#include "simulator/runs/reports.hpp"

namespace dispatchbench::simulator {
namespace {

/// Where its connection belongs in the load.
struct Place {
  unsigned slot = 0;
  unsigned group = 0;
};

/// What loadgen makes of an answer, and of a request that was due and not sent before
/// `deadline_ns`.
void record(const Answer& answer, Place place, std::int64_t deadline_ns,
            loadgen::Recorder& recorder) {
  const Request& request = answer.request;
  if (request.warmup) {
    return recorder.answered_in_warmup(place.group, epoch_ns + answer.answered_ns,
                                       request.body_bytes);
  }
  if (answer.sent_ns >= deadline_ns) {
    return recorder.unanswered(place.group, deadline_ns - request.due_ns);
  }
  loadgen::StartedRequest started;
  started.slot = place.slot;
  started.group = place.group;
  started.now_ns = epoch_ns + answer.sent_ns;
  started.waited = answer.sent_ns > request.due_ns;
  loadgen::CompletedRequest completed;
  completed.slot = place.slot;
  completed.group = place.group;
  completed.due_ns = epoch_ns + request.due_ns;
  completed.sent_ns = started.now_ns;
  completed.answered_ns = epoch_ns + answer.answered_ns;
  completed.bytes_sent = request.body_bytes;
  recorder.sent(started.now_ns, request.body_bytes);
  recorder.started(started);
  recorder.answered(completed);
  recorder.status(200);
}

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max() - epoch_ns;

runner::MeasuredRun described(const runner::PlannedRun& run, const std::string& experiment) {
  runner::MeasuredRun simulated;
  static_cast<runner::RunId&>(simulated) = run;
  simulated.experiment = experiment;
  simulated.simulated = true;
  simulated.server.command = {"simulate", "--strategy", run.strategy};
  for (auto& word : runner::arguments_of(run.server)) simulated.server.command.push_back(word);
  simulated.load.command = {"simulate"};
  for (auto& word : runner::arguments_of(run.load)) simulated.load.command.push_back(word);
  simulated.server.exit_code = simulated.load.exit_code = 0;
  return simulated;
}

}  // namespace

runner::MeasuredRun simulate(const runner::PlannedRun& run, const RunInput& input,
                             const std::string& experiment, const Simulation::OnAnswer& on_answer) {
  PlannedLoad load(input.load);
  loadgen::Recorder recorder({}, input.load.mix.size());
  const std::int64_t deadline_ns = load.plan().deadline_ns().value_or(never);
  recorder.begin(epoch_ns + input.load.warmup.count(), epoch_ns + deadline_ns);
  const bool tells_slots = input.setting.connections <= most_slots_told;
  const Figures figures = Simulation(input.setting).run(load, [&](const Answer& answer) {
    const Place place{tells_slots ? answer.connection : 0, load.group_of(answer.connection)};
    record(answer, place, deadline_ns, recorder);
    if (on_answer) on_answer(answer);
  });
  runner::MeasuredRun simulated = described(run, experiment);
  simulated.server.report = server_report(input, figures);
  simulated.load.report = load_report(input, load.plan(), figures, recorder.figures());
  simulated.started_ns = epoch_ns;
  simulated.finished_ns = epoch_ns + figures.last_ns;
  simulated.limited_by = runner::limiting_factor(simulated);
  return simulated;
}

}  // namespace dispatchbench::simulator
