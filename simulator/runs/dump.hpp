// Every simulated request as a line of CSV, for whoever wants to check the simulator by other
// means.
#pragma once

#include <string>

#include "simulator/simulation.hpp"

namespace dispatchbench::simulator {

class Dump {
 public:
  /// Of run `index`, from now on.
  void begin_run(unsigned index) { run_ = index; }

  void add(const Answer& answer);

  /// With a first line that names the columns; times are ns from the start of the run.
  const std::string& text() const noexcept { return text_; }

 private:
  unsigned run_ = 0;
  std::string text_ =
      "run,number,warmup,connection,worker,due_ns,sent_ns,answered_ns,demand_ns,body_bytes\n";
};

}  // namespace dispatchbench::simulator
