// What a request asks for.
#pragma once

#include <optional>
#include <string_view>

namespace dispatchbench::workload {

enum class Method { put, get };

constexpr std::string_view to_string(Method method) noexcept {
  return method == Method::put ? "PUT" : "GET";
}

constexpr std::optional<Method> parse_method(std::string_view text) noexcept {
  if (text == "PUT") return Method::put;
  if (text == "GET") return Method::get;
  return std::nullopt;
}

}  // namespace dispatchbench::workload
