// What comes of each element of a range.
#pragma once

#include <functional>
#include <iterator>
#include <type_traits>
#include <vector>

namespace dispatchbench {

/// What `make`, a function or a pointer to a member, makes of every element, in their order.
template <class Range, class Make>
auto each(const Range& range, Make make) {
  std::vector<std::decay_t<std::invoke_result_t<Make&, decltype(*std::begin(range))>>> made;
  made.reserve(std::size(range));
  for (const auto& element : range) made.push_back(std::invoke(make, element));
  return made;
}

}  // namespace dispatchbench
