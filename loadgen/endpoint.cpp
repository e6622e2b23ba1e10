#include "loadgen/endpoint.hpp"

#include <array>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <stdexcept>

#include <fmt/format.h>

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
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const std::string port = std::to_string(url.port);
  if (const int error = ::getaddrinfo(url.host.c_str(), port.c_str(), &hints, &found); error != 0) {
    throw std::runtime_error(fmt::format("no address for {}: {}", url.host, ::gai_strerror(error)));
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> guard(found, &::freeaddrinfo);
  std::vector<Address> addresses;
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    addresses.push_back(address_of(*each));
  }
  return Endpoint(std::move(addresses));
}

}  // namespace dispatchbench::loadgen
