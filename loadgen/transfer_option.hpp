// Setting and asking libcurl's handles. For the sources that implement Transfer.
#pragma once

#include <stdexcept>

#include <fmt/format.h>

#include "loadgen/transfer.hpp"

namespace dispatchbench::loadgen {

template <typename Value>
void Transfer::set(CURLoption option, Value value) {
  const CURLcode code = ::curl_easy_setopt(easy_, option, value);
  if (code != CURLE_OK) {
    throw std::runtime_error(fmt::format("libcurl: {}", ::curl_easy_strerror(code)));
  }
}

template <typename Value>
Value Transfer::info(CURLINFO name) const noexcept {
  Value value{};
  ::curl_easy_getinfo(easy_, name, &value);
  return value;
}

}  // namespace dispatchbench::loadgen
