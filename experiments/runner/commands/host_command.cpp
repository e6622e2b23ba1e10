#include "experiments/runner/commands/commands.hpp"
#include "experiments/runner/run/host_agent.hpp"

namespace dispatchbench::runner {
namespace {

std::string host_usage() {
  return "usage: bench host\n"
         "What bench run --server-on and --load-on start on another host. It reads questions from\n"
         "standard input, a line each, and runs one program for the bench that asks.\n";
}

int serve_as_host(const OptionValues&) {
  Interrupt interrupt;
  return answer_questions(interrupt);
}

}  // namespace

const Command host_command{"host",     "answer a bench on another host",
                           host_usage, [] { return OptionTable(); },
                           0,          serve_as_host};

}  // namespace dispatchbench::runner
