// A line that is written anew: on a terminal, and not where it could not be.
#include "base/status_line.hpp"

#include <cstdlib>
#include <poll.h>
#include <pty.h>
#include <string>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "base/descriptor.hpp"

namespace dispatchbench {
namespace {

/// Both ends of a terminal of 20 columns.
class Terminal {
 public:
  Terminal() {
    winsize size{.ws_row = 5, .ws_col = 20, .ws_xpixel = 0, .ws_ypixel = 0};
    int outer = -1;
    int inner = -1;
    if (::openpty(&outer, &inner, nullptr, nullptr, &size) != 0) return;
    outer_ = Descriptor(outer);
    file_ = ::fdopen(inner, "w");
  }
  ~Terminal() {
    if (file_ != nullptr) std::fclose(file_);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  std::FILE* file() const { return file_; }

  /// As much as is expected, or what has come when nothing more does: a terminal passes on what was
  /// written in as many pieces as it likes.
  std::string shown(std::size_t expected) const {
    std::string all;
    pollfd readable{outer_.get(), POLLIN, 0};
    while (all.size() < expected && ::poll(&readable, 1, 60'000) == 1) {
      char text[256];
      const ssize_t bytes = ::read(outer_.get(), text, sizeof text);
      if (bytes <= 0) break;
      all.append(text, static_cast<std::size_t>(bytes));
    }
    return all;
  }

 private:
  Descriptor outer_;
  std::FILE* file_ = nullptr;
};

class StatusLineOn : public testing::Test {
 protected:
  StatusLineOn() { ::setenv("TERM", "xterm", 1); }
  void expect_shown(std::string_view expected) const {
    EXPECT_EQ(terminal_.shown(expected.size()), expected);
  }
  const Terminal terminal_;
};

TEST_F(StatusLineOn, a_terminal_is_overwritten_with_spaces_first) {
  StatusLine line(terminal_.file());
  ASSERT_TRUE(line.possible());
  line.show("five of them");
  expect_shown("\r\rfive of them");
  line.show("six");
  expect_shown("\r            \rsix");
  line.leave("done");
  expect_shown("\r   \rdone\r\n");
}

TEST_F(StatusLineOn, a_narrow_terminal_never_wraps) {
  StatusLine line(terminal_.file());
  EXPECT_EQ(line.columns(), 19U);
  line.show("twenty-five characters ...");
  expect_shown("\r\rtwenty-five charact");
}

TEST_F(StatusLineOn, a_dumb_terminal_or_a_file_is_not_possible) {
  for (const char* name : {"dumb", ""}) {
    ::setenv("TERM", name, 1);
    EXPECT_FALSE(StatusLine(terminal_.file()).possible());
  }
  ::setenv("TERM", "xterm", 1);
  std::FILE* const file = std::tmpfile();
  EXPECT_FALSE(StatusLine(file).possible());
  std::fclose(file);
}

}  // namespace
}  // namespace dispatchbench
