#include "experiments/runner/run/progress.hpp"

#include <array>
#include <cstdlib>
#include <poll.h>
#include <pty.h>
#include <string>
#include <sys/ioctl.h>
#include <unistd.h>

#include <gmock/gmock.h>

#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

using testing::HasSubstr;
using testing::Not;

/// What the beginning of a run shows on a terminal of this type and width.
std::string shown_on(const char* type, unsigned short columns) {
  ::setenv("TERM", type, 1);  // NOLINT(concurrency-mt-unsafe)
  int keyboard = -1, screen = -1;
  winsize size{};
  size.ws_col = columns;
  size.ws_row = 24;
  EXPECT_EQ(::openpty(&keyboard, &screen, nullptr, nullptr, &size), 0);
  std::FILE* const out = ::fdopen(screen, "w");
  const Plan plan = make_plan(parsed(some_spec()), {});
  Progress progress(plan, requests_metric(), out);
  progress.began(plan.runs[0]);
  std::fputs("!", out);  // the end, which may come in a piece of its own
  std::fflush(out);
  std::string shown;
  pollfd readable{keyboard, POLLIN, 0};
  while (!shown.ends_with('!') && ::poll(&readable, 1, 60'000) == 1) {
    std::array<char, 4096> text{};
    const ssize_t count = ::read(keyboard, text.data(), text.size());
    if (count <= 0) break;
    shown.append(text.data(), static_cast<std::size_t>(count));
  }
  std::fclose(out);
  ::close(keyboard);
  return shown;
}

TEST(Progress, rewrites_its_line_without_escape_codes) {
  const std::string shown = shown_on("xterm", 100);
  EXPECT_THAT(shown, HasSubstr("\r[1/"));
  EXPECT_THAT(shown, Not(HasSubstr("\x1b")));
}

TEST(Progress, never_shows_a_line_that_a_narrow_terminal_would_wrap) {
  const std::string shown = shown_on("xterm", 12);
  EXPECT_LE(shown.size() - shown.rfind('\r') - 1, 12U);  // one of them is the mark of the test
}

TEST(Progress, leaves_a_dumb_terminal_alone) {
  EXPECT_EQ(shown_on("dumb", 100), "!");
}

}  // namespace
}  // namespace dispatchbench::runner
