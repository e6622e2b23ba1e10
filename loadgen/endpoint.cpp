#include "loadgen/endpoint.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>

#include <fmt/format.h>

#include "base/descriptor.hpp"

namespace dispatchbench::loadgen {
namespace {

Address address_of(const addrinfo& found) {
  Address address;
  std::memcpy(&address.address, found.ai_addr, found.ai_addrlen);
  address.length = found.ai_addrlen;
  std::array<char, NI_MAXHOST> number{};
  ::getnameinfo(found.ai_addr, found.ai_addrlen, number.data(), number.size(), nullptr, 0,
                NI_NUMERICHOST);
  address.number = found.ai_family == AF_INET6 ? fmt::format("[{}]", number.data()) : number.data();
  return address;
}

void add(Address address, std::vector<Address>& addresses) {
  const auto same = [&](const Address& known) { return known.number == address.number; };
  if (std::none_of(addresses.begin(), addresses.end(), same))
    addresses.push_back(std::move(address));
}

/// Those that are not there yet. Zero, or what getaddrinfo(3) says.
int add_found(const std::string& host, const std::string& port, std::vector<Address>& addresses) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &found);
  if (error != 0) return error;
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> guard(found, &::freeaddrinfo);
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next)
    add(address_of(*each), addresses);
  return 0;
}

/// It has both loopback addresses (RFC 6761, 6.3), whatever else a table of hosts lists.
bool is_localhost(std::string host) {
  std::transform(host.begin(), host.end(), host.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (host.ends_with('.')) host.pop_back();
  return host == "localhost" || host.ends_with(".localhost");
}

/// Not so of ::1 where the kernel has no IPv6.
bool is_of_this_machine(const Address& address) {
  sockaddr_storage any_port = address.address;
  const bool six = any_port.ss_family == AF_INET6;
  auto& port = six ? reinterpret_cast<sockaddr_in6&>(any_port).sin6_port
                   : reinterpret_cast<sockaddr_in&>(any_port).sin_port;
  port = 0;
  const Descriptor socket(::socket(any_port.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  return ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&any_port), address.length) == 0;
}

std::string_view without_brackets(std::string_view number) {
  return number.starts_with('[') ? number.substr(1, number.size() - 2) : number;
}

}  // namespace

std::string Endpoint::numbers() const {
  if (const Address* address = answered_.load()) return address->number;
  std::string all;
  for (const Address& address : addresses_) all += (all.empty() ? "" : ",") + address.number;
  return all;
}

void Endpoint::answered(std::string_view number) noexcept {
  if (settled()) return;
  for (const Address& address : addresses_) {
    const Address* none = nullptr;
    if (without_brackets(address.number) == number) {
      answered_.compare_exchange_strong(none, &address);
      return;
    }
  }
}

Endpoint resolve(const Url& url) {
  const std::string port = std::to_string(url.port);
  std::vector<Address> addresses;
  const int error = add_found(url.host, port, addresses);
  if (is_localhost(url.host)) {
    std::vector<Address> loopback;
    for (const char* const number : {"127.0.0.1", "::1"}) add_found(number, port, loopback);
    for (const Address& address : loopback) {
      if (is_of_this_machine(address)) add(address, addresses);
    }
  }
  if (addresses.empty()) {
    throw std::runtime_error(fmt::format("no address for {}: {}", url.host, ::gai_strerror(error)));
  }
  return Endpoint(std::move(addresses));
}

}  // namespace dispatchbench::loadgen
