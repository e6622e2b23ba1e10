#include "experiments/runner/commands/theory.hpp"

#include "base/standard_streams.hpp"
#include "simulator/runs/set_beside.hpp"

namespace dispatchbench::runner {

void set_theory_beside(const ResultsFolder& folder, const Experiment& experiment, const Plan& plan,
                       const std::function<void()>& before_each) {
  const simulator::Beside beside = simulator::set_beside(folder, experiment, plan, before_each);
  if (beside.rows.empty()) return;
  simulator::write_beside(folder, beside);
  print_if_possible(stdout, "{}\n", simulator::sentence_of(beside));
}

}  // namespace dispatchbench::runner
