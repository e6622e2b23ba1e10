#include "experiments/runner/process/server_process.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <sys/socket.h>
#include <system_error>

#include <fmt/format.h>

#include "base/descriptor.hpp"
#include "base/units.hpp"
#include "experiments/runner/process/proc.hpp"

namespace dispatchbench::runner {
namespace {

constexpr std::chrono::milliseconds look_again{10};

/// Of what a server may say before it says where it listens; older words are forgotten.
constexpr std::size_t most_before_ready = std::size_t{1} << 20;

/// A port that was free a moment ago is hardly ever taken; five times in a row something is wrong.
constexpr int most_attempts = 5;

/// Who took it may have left it again, but the server will have said what strerror() calls it.
bool lost_its_port(ServerProcess& server, const Launch& launch, const Failure& failure) {
  return launch.port != 0 && server.process().ending() &&
         (port_is_taken(launch.port) ||
          failure.last_words.find("Address already in use") != std::string::npos);
}

/// Bound to `port` of 127.0.0.1; nothing, and errno, if that cannot be.
Descriptor bound_socket(std::uint16_t port) noexcept {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;  // or a connection that has ended would pass for somebody who listens
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    return socket;
  }
  return Descriptor();
}

}  // namespace

std::optional<std::string> line_after(std::string_view output, std::string_view begin) {
  for (std::size_t at = 0; at < output.size();) {
    const auto end = output.find('\n', at);
    if (end == output.npos) return std::nullopt;
    const auto line = output.substr(at, end - at);
    if (line.starts_with(begin)) return std::string(line.substr(begin.size()));
    at = end + 1;
  }
  return std::nullopt;
}

std::optional<std::string> address_in(std::string_view output) {
  return line_after(output, "listening on ");
}

ServerProcess::ServerProcess(const Launch& launch, std::filesystem::path log)
    : launch_(launch),
      log_(std::move(log)),
      process_(launch.command, log_, ChildProcess::Output::pipe, launch.death_signal,
               launch.input.empty() ? ChildProcess::Input::nothing : ChildProcess::Input::pipe) {
  process_.write_input(launch.input);
}

void ServerProcess::drain() {
  const std::string said = process_.read_output();
  if (!launch_.input.empty()) output_ += said;
}

void ServerProcess::ask_to_end() {
  if (launch_.input.empty()) return process_.signal(launch_.stop_signal);
  process_.close_input();
}

Failure ServerProcess::failure(std::string what) const {
  return {std::move(what), last_words(log_)};
}

std::optional<Failure> ServerProcess::await_ready(Watch& watch, Nanoseconds limit) {
  const auto deadline = Clock::now() + limit;
  while (true) {
    if (is_ready()) return std::nullopt;
    if (const auto ending = process_.ending()) {
      return failure(fmt::format("the server {} before it was ready", ending->text()));
    }
    // That it listens raises no event.
    const auto look = launch_.port == 0 ? deadline : std::min(deadline, Clock::now() + look_again);
    watch.wait({process_.output(), process_.descriptor()}, look);
    if (Clock::now() >= deadline) {
      return failure(fmt::format("the server was not ready within {}", format_duration(limit)));
    }
  }
}

bool ServerProcess::is_ready() {
  output_ += process_.read_output();
  if (launch_.port == 0) {
    address_ = address_in(output_).value_or("");
    if (address_.empty() && output_.size() > most_before_ready)
      output_.erase(0, output_.size() / 2);
  } else if (listens(processes_of_group(process_.pid()), launch_.port)) {
    address_ = fmt::format("http://127.0.0.1:{}", launch_.port);
  }
  return !address_.empty();
}

bool ServerProcess::ended_well(const Ending& ending) const {
  return ending.success() ||
         (launch_.may_die_of_signal && ending.signalled && ending.number == launch_.stop_signal);
}

std::optional<Failure> ServerProcess::stop(Watch& watch, Nanoseconds grace) {
  if (const auto ending = process_.ending()) {
    drain();
    return failure(fmt::format("the server {} during the run", ending->text()));
  }
  ask_to_end();
  const auto deadline = Clock::now() + grace;
  // One that writes without end is readable whenever it is waited for.
  while (!process_.ending() && Clock::now() < deadline) {
    watch.wait({process_.descriptor(), process_.output()}, deadline);
    drain();
  }
  drain();
  if (!process_.ending()) {
    process_.stop(Nanoseconds{0});
    return failure(fmt::format("the server did not stop within {}", format_duration(grace)));
  }
  const auto ending = process_.ending();
  if (ended_well(*ending)) return std::nullopt;
  return failure(fmt::format("the server {} when it was stopped", ending->text()));
}

std::optional<Failure> start_server(std::optional<ServerProcess>& server,
                                    const std::function<Launch()>& prepare,
                                    const std::filesystem::path& log, Watch& watch,
                                    Nanoseconds limit) {
  for (int attempt = 1;; ++attempt) {
    const Launch launch = prepare();
    server.emplace(launch, log);
    auto failure = server->await_ready(watch, limit);
    if (!failure || attempt == most_attempts || !lost_its_port(*server, launch, *failure)) {
      return failure;
    }
  }
}

std::uint16_t free_port() {
  const Descriptor socket = bound_socket(0);
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (!socket || ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::system_error(errno, std::generic_category(), "no free port of 127.0.0.1");
  }
  return ntohs(address.sin_port);
}

bool port_is_taken(std::uint16_t port) noexcept {
  return !bound_socket(port);
}

}  // namespace dispatchbench::runner
