#include "experiments/runner/run/live_page.hpp"

#include <csignal>
#include <stdexcept>

#include <fmt/format.h>

#include "experiments/runner/process/places.hpp"
#include "experiments/runner/process/server_process.hpp"

namespace dispatchbench::runner {
namespace {

constexpr std::chrono::seconds longest_start{60};
constexpr std::chrono::minutes longest_end{5};

/// From the folder where Python finds the plots.
std::vector<std::string> command_for(const std::filesystem::path& folder) {
  return {"/usr/bin/env",
          "-C",
          data_root().string(),
          "/usr/bin/python3",
          "-m",
          "plots.live",
          std::filesystem::absolute(folder).string()};
}

}  // namespace

LivePage::LivePage(const std::filesystem::path& folder, Interrupt& interrupt)
    : process_(command_for(folder), "/dev/null", ChildProcess::Output::pipe) {
  Watch watch(interrupt);
  std::string said;
  const auto deadline = Clock::now() + longest_start;
  while (!process_.ending() && Clock::now() < deadline) {
    said += process_.read_output();
    if (const auto address = address_in(said)) {
      address_ = *address;
      return;
    }
    watch.wait({process_.output(), process_.descriptor()}, deadline);
  }
  throw std::runtime_error(
      fmt::format("--live: the page cannot be served; /usr/bin/python3 -m plots.live {} says why",
                  folder.string()));
}

void LivePage::finish(Interrupt& interrupt) {
  process_.signal(SIGTERM);
  Watch watch(interrupt);
  const auto deadline = Clock::now() + longest_end;
  while (!process_.ending() && Clock::now() < deadline)
    watch.wait({process_.descriptor()}, deadline);
}

}  // namespace dispatchbench::runner
