#include "base/status_line.hpp"

#include <algorithm>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/environment.hpp"
#include "base/standard_streams.hpp"

namespace dispatchbench {
namespace {

bool can_rewrite_a_line(std::FILE* out) {
  return ::isatty(::fileno(out)) == 1 && environment("TERM").value_or("dumb") != "dumb";
}

}  // namespace

StatusLine::StatusLine(std::FILE* out) : out_(out), possible_(can_rewrite_a_line(out)) {}

std::size_t StatusLine::columns() const noexcept {
  constexpr std::size_t usual = 79;
  winsize size{};
  if (::ioctl(::fileno(out_), TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return usual;
  return std::max<std::size_t>(1, size.ws_col - 1U);
}

void StatusLine::show(std::string_view line) {
  line = line.substr(0, columns());
  write(line);
  shown_ = line.size();
}

void StatusLine::leave(std::string_view line) {
  write(line);
  print_if_possible(out_, "\n");
  std::fflush(out_);
  shown_ = 0;
}

/// Spaces, not an escape code: every terminal that can go back to the line's beginning knows them.
void StatusLine::write(std::string_view line) {
  print_if_possible(out_, "\r{:{}}\r{}", "", std::min(shown_, columns()), line);
  std::fflush(out_);
}

}  // namespace dispatchbench
