#include "client.hpp"

#include <array>
#include <poll.h>
#include <sys/socket.h>

#include "gate.hpp"

namespace dispatchbench {

Client::Client() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval longest{patience.count(), 0};
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &longest, sizeof longest);
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &longest, sizeof longest);
}

bool Client::connect(const ListenAddress& address) {
  return ::connect(socket_.get(), address.data(), address.size()) == 0;
}

bool Client::send(std::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::string Client::line() {
  std::array<char, 65536> buffer;
  std::size_t searched = 0;
  while (true) {
    const auto end = read_.find('\n', searched);
    if (end != std::string::npos) {
      std::string found = read_.substr(0, end);
      read_.erase(0, end + 1);
      return found;
    }
    searched = read_.size();
    const ssize_t got = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
    if (got <= 0) return {};
    read_.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

std::string Client::ask(const std::string& line) {
  return send(line + "\n") ? this->line() : std::string();
}

bool Client::ended() {
  char byte = 0;
  const ssize_t got = ::recv(socket_.get(), &byte, 1, 0);
  return got == 0 || (got < 0 && errno != EAGAIN);
}

bool Client::readable_within(int milliseconds) const {
  pollfd wait{socket_.get(), POLLIN, 0};
  return ::poll(&wait, 1, milliseconds) == 1;
}

void Client::reset() {
  const linger now{1, 0};
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
  socket_.reset();
}

}  // namespace dispatchbench
