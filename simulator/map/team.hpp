// Independent tasks on as many threads as there are processors.
#pragma once

#include <cstddef>
#include <functional>

#include "experiments/runner/process/watch.hpp"

namespace dispatchbench::simulator {

/// What a task calls now and then: throws if the rest is called off.
using GoOn = std::function<void()>;

/// Does tasks 0… `count`, in this order as far as they begin. `finished` is called about ten times
/// a second, from the caller's thread, with how many are done. Throws what a task has thrown, or
/// runner::Interrupted; no task runs any more then.
void do_all(std::size_t count, const std::function<void(std::size_t, const GoOn&)>& task,
            runner::Interrupt& interrupt, const std::function<void(std::size_t)>& finished);

}  // namespace dispatchbench::simulator
