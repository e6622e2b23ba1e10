// Standard input, output and errors, which may be closed, full, or a pipe that nobody reads.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace dispatchbench {

/// First thing in main. Gives a standard stream that is closed something that refuses, so that no
/// file or socket gets its number and is written to by mistake. SIGPIPE and SIGXFSZ are ignored
/// from now on: a pipe without a reader and a file that may not grow are errors of one write, and
/// results are written all the same.
void prepare_standard_streams() noexcept;

/// "program: text" on standard error, in one line. Where nobody can read it, it is lost: nothing is
/// thrown.
void print_error(std::string_view program, std::string_view text) noexcept;

/// Progress and the like: what cannot be printed must not end what it is about. The stream
/// remembers it for exit_code_after_printing().
template <typename... Arguments>
void print_if_possible(std::FILE* stream, fmt::format_string<Arguments...> format,
                       Arguments&&... arguments) {
  const std::string text = fmt::format(format, std::forward<Arguments>(arguments)...);
  std::fwrite(text.data(), 1, text.size(), stream);
}

/// Last thing in main: the code to exit with. Says on standard error that something printed did not
/// reach standard output; `code` is 1 instead of 0 then.
int exit_code_after_printing(std::string_view program, int code) noexcept;

}  // namespace dispatchbench
