#include "experiments/runner/server_process.hpp"

#include <csignal>

#include <fmt/format.h>

#include "base/units.hpp"

namespace dispatchbench::runner {

std::optional<std::string> address_in(std::string_view output) {
  constexpr std::string_view sentence = "listening on ";
  for (std::size_t begin = 0; begin < output.size();) {
    const auto end = output.find('\n', begin);
    if (end == output.npos) return std::nullopt;
    const auto line = output.substr(begin, end - begin);
    if (line.starts_with(sentence)) return std::string(line.substr(sentence.size()));
    begin = end + 1;
  }
  return std::nullopt;
}

ServerProcess::ServerProcess(const std::vector<std::string>& command, std::filesystem::path log)
    : log_(std::move(log)), process_(command, log_, ChildProcess::Output::pipe) {}

Failure ServerProcess::failure(std::string what) const {
  return {std::move(what), last_words(log_)};
}

std::optional<Failure> ServerProcess::await_ready(Watch& watch, Nanoseconds limit) {
  const auto deadline = Clock::now() + limit;
  while (true) {
    const auto woken = watch.wait({process_.output(), process_.descriptor()}, deadline);
    output_ += process_.read_output();
    if (auto address = address_in(output_)) {
      address_ = std::move(*address);
      return std::nullopt;
    }
    if (const auto ending = process_.ending()) {
      return failure(fmt::format("the server {} before it was ready", ending->text()));
    }
    if (!woken) {
      return failure(fmt::format("the server was not ready within {}", format_duration(limit)));
    }
  }
}

std::optional<Failure> ServerProcess::stop(Watch& watch, Nanoseconds grace) {
  if (const auto ending = process_.ending()) {
    return failure(fmt::format("the server {} during the run", ending->text()));
  }
  process_.signal(SIGTERM);
  watch.wait({process_.descriptor()}, Clock::now() + grace);
  if (!process_.ending()) {
    process_.stop(Nanoseconds{0});
    return failure(fmt::format("the server did not stop within {}", format_duration(grace)));
  }
  const auto ending = process_.ending();
  if (ending->success()) return std::nullopt;
  return failure(fmt::format("the server {} when it was stopped", ending->text()));
}

}  // namespace dispatchbench::runner
