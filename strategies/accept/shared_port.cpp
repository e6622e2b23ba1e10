#include "strategies/accept/shared_port.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/clock.hpp"
#include "base/command_line.hpp"
#include "strategies/accept/listening_sockets.hpp"

namespace dispatchbench {
namespace {

/// Handshakes that were under way when another server came end within a round trip.
constexpr std::chrono::milliseconds settling{100};
constexpr std::chrono::milliseconds between_looks{5};
/// Who is asked to end stops listening soon.
constexpr std::chrono::seconds longest_wait{5};

void await_accepted(const std::vector<int>& listeners, std::int64_t deadline_ns) {
  std::this_thread::sleep_for(settling);
  while (std::any_of(listeners.begin(), listeners.end(), something_waits_at) &&
         monotonic_ns() < deadline_ns) {
    std::this_thread::sleep_for(between_looks);
  }
}

/// A name that no other process of this network can have at the same time, and that ends with this
/// one; none if another has it.
Descriptor name_of_turn(const ListenAddress& address) {
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const std::string name = fmt::format("dispatchbench/take-over/{}", address.to_string());
  sockaddr_un path{};
  path.sun_family = AF_UNIX;
  std::memcpy(path.sun_path + 1, name.data(), std::min(name.size(), sizeof path.sun_path - 1));
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  const bool bound = ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&path), size) == 0;
  return bound ? std::move(socket) : Descriptor();
}

[[noreturn]] void refuse_other_sockets(const SharedPort::Terms& terms, std::size_t others) {
  throw UsageError(
      fmt::format("--share-port {}: expected as many listening sockets as the server that is there "
                  "has, {} at {}, and this one would have {}",
                  terms.takes_over ? "take-over" : "beside", others, terms.address.to_string(),
                  terms.listeners));
}

}  // namespace

SharedPort::SharedPort(const Terms& terms) : terms_(terms) {
  const bool needs_as_many = terms_.takes_over || terms_.program != nullptr;
  if (terms_.address.port() == 0 || !needs_as_many) return;
  if (terms_.takes_over) {
    await_turn();
  } else {
    others_ = count_listeners_at(terms_.address);
    if (others_ % terms_.listeners != 0) refuse_other_sockets(terms_, others_);
  }
}

/// One that goes closes its sockets one after the other.
void SharedPort::await_turn() {
  const auto deadline = Clock::now() + longest_wait;
  while (true) {
    if (!turn_) turn_ = name_of_turn(terms_.address);
    others_ = count_listeners_at(terms_.address);
    if (turn_ && (others_ == 0 || others_ == terms_.listeners)) return;
    if (Clock::now() >= deadline) break;
    std::this_thread::sleep_for(between_looks);
  }
  if (turn_) refuse_other_sockets(terms_, others_);
  throw UsageError(
      fmt::format("--share-port take-over: expected one server at {}, and there are two; end the "
                  "one before the last first",
                  terms_.address.to_string()));
}

/// Those of the others come first in the group. When they are gone no socket has the numbers that
/// the program chooses, and the kernel's hash does again, until the strategy's own program is back.
void SharedPort::join(const ListenAddress& address) {
  terms_.address = address;
  if (!terms_.takes_over || others_ == 0) {
    turn_.reset();
    return;
  }
  const auto program = terms_.program == nullptr ? &choose_at_random : terms_.program;
  program(terms_.listeners, others_)(own_listeners_at(address).at(0));
  watch_ = std::jthread([this](const std::stop_token& token) { watch_others(token); });
}

/// Until they do not listen any more, it is this server's turn.
void SharedPort::watch_others(const std::stop_token& token) noexcept {
  try {
    while (count_listeners_at(terms_.address) > terms_.listeners) {
      if (token.stop_requested()) return;
      std::this_thread::sleep_for(between_looks);
    }
    const std::vector<int> own = own_listeners_at(terms_.address);
    if (terms_.program != nullptr) terms_.program(terms_.listeners, 0)(own.at(0));
  } catch (const std::exception&) {  // then the hash goes on choosing
  }
  others_gone_ = true;
  turn_.reset();
}

/// The first of those that came later is where it was until all of these are gone; so for that
/// moment it gets everything. Those that came before stay where they are.
void SharedPort::leave(std::int64_t deadline_ns) noexcept {
  if (!terms_.takes_over) return;
  try {
    if (watch_.joinable()) {
      watch_.request_stop();
      watch_.join();
    }
    const std::vector<int> own = own_listeners_at(terms_.address);
    if (own.empty() || count_listeners_at(terms_.address) <= own.size()) return;
    const bool came_last = others_ > 0 && !others_gone_;
    if (came_last) choose_at_random(others_, 0)(own.front());
    await_accepted(own, deadline_ns);
    if (!came_last) choose_at_random(1, own.size())(own.front());
  } catch (const std::exception&) {  // what it cannot see to, it leaves to chance
  }
  turn_.reset();
}

}  // namespace dispatchbench
