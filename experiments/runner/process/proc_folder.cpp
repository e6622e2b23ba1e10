#include "experiments/runner/process/proc_folder.hpp"

#include <charconv>
#include <dirent.h>
#include <memory>
#include <string_view>

namespace dispatchbench::runner {
namespace {

struct Close {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

}  // namespace

std::vector<int> numbers_in(const std::string& folder) {
  std::vector<int> numbers;
  const std::unique_ptr<DIR, Close> open(::opendir(folder.c_str()));
  // readdir is safe with a DIR of one's own.
  while (const dirent* const entry = open ? ::readdir(open.get()) : nullptr) {  // NOLINT
    const std::string_view name = entry->d_name;
    int number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error == std::errc{} && end == name.data() + name.size()) numbers.push_back(number);
  }
  return numbers;
}

}  // namespace dispatchbench::runner
