#include "simulator/runs/dump.hpp"

#include <iterator>

#include <fmt/format.h>

namespace dispatchbench::simulator {

void Dump::add(const Answer& answer) {
  const Request& request = answer.request;
  fmt::format_to(std::back_inserter(text_), "{},{},{},{},{},{},{},{},{},{}\n", run_, request.number,
                 request.warmup ? 1 : 0, answer.connection, answer.worker, request.due_ns,
                 answer.sent_ns, answer.answered_ns, request.demand_ns, request.body_bytes);
}

}  // namespace dispatchbench::simulator
