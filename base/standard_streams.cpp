#include "base/standard_streams.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <iostream>
#include <new>
#include <string>
#include <unistd.h>

#include <fmt/format.h>

namespace dispatchbench {

void prepare_standard_streams() noexcept {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(stream, F_GETFD) >= 0) continue;
    // The lowest number that is free, so this one; open the wrong way round, so that it refuses.
    [[maybe_unused]] const int refusing =
        ::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

namespace {

void print_line(std::string_view program, std::string_view text) noexcept {
  std::fprintf(stderr, "%.*s: %.*s\n", static_cast<int>(program.size()), program.data(),
               static_cast<int>(text.size()), text.data());
}

bool is_control(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

}  // namespace

/// A name may have a line's end or an escape code in it, and yet this is one line of text.
void print_error(std::string_view program, std::string_view text) noexcept {
  try {
    std::string printable(text);
    std::replace_if(printable.begin(), printable.end(), is_control, '?');
    print_line(program, printable);
  } catch (const std::bad_alloc&) {
    print_line(program, text);
  }
}

namespace {

/// What was said when a part of it was refused is gone: asked once more. What has arrived is broken
/// off anyway, so that a line's end more does it no harm.
int reason_now() noexcept {
  std::clearerr(stdout);
  return std::fputc('\n', stdout) == EOF || std::fflush(stdout) != 0 ? errno : EIO;
}

}  // namespace

int exit_code_after_printing(std::string_view program, int code) noexcept {
  int error = std::fflush(stdout) == 0 ? 0 : errno;
  if (error == 0 && std::cout.flush().good() && std::ferror(stdout) == 0) return code;
  if (error == 0) error = reason_now();
  print_error(program,
              fmt::format("cannot write to standard output: {}", ::strerrordesc_np(error)));
  return code == 0 ? 1 : code;
}

}  // namespace dispatchbench
