// The other side of a run on several hosts: answers what a bench elsewhere asks of this host, and
// runs a program for it (host_task.hpp has what is said).
#pragma once

#include "experiments/runner/process/watch.hpp"

namespace dispatchbench::runner {

/// Reads questions from standard input until that ends, or until a task has been run. Returns the
/// exit code: 0, or the task's. What it started has ended by then, also where a signal comes; and
/// where this process is killed the kernel ends it.
int answer_questions(Interrupt& interrupt);

}  // namespace dispatchbench::runner
