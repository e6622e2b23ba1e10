#include "base/output.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include <fmt/format.h>

#include "base/atomic_file.hpp"
#include "base/descriptor.hpp"
#include "base/output_target.hpp"
#include "base/standard_streams.hpp"
#include "base/whole.hpp"

namespace dispatchbench {
namespace {

namespace fs = std::filesystem;
using Kind = OutputTarget::Kind;

std::string reason(int error) {
  return std::generic_category().message(error);
}

/// Tried, since modes do not say what else may hold a process back. Zero, or the errno.
int try_folder(const fs::path& folder) {
  const Descriptor trial(::open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600));
  if (trial) return 0;
  if (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL) return errno;
  const std::string name = (folder / fmt::format(".try.tmp.{}", ::getpid())).string();
  const Descriptor named(::open(name.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600));
  if (!named) return errno;
  ::unlink(name.c_str());
  return 0;
}

/// Whether the file can perhaps be written though its folder cannot. EBUSY: it is a mount point.
bool only_in_place(int error, const fs::path& file) {
  const bool refused = error == EACCES || error == EPERM || error == EROFS || error == EBUSY;
  return refused && ::access(file.c_str(), W_OK) == 0;
}

std::optional<std::string> file_problem(const fs::path& path) {
  const int error = try_folder(folder_of(path));
  if (error == 0 || only_in_place(error, path)) return std::nullopt;
  return "its folder: " + reason(error);
}

std::optional<std::string> stream_problem(const fs::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0 || ::access(path.c_str(), W_OK) != 0) return reason(errno);
  if (!S_ISCHR(info.st_mode)) return std::nullopt;
  const Descriptor device(::open(path.c_str(), O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  return device ? std::nullopt : std::optional(reason(errno));
}

/// These return zero, or the errno of what failed.
int write_opened(const fs::path& path, int how, std::string_view content) {
  const Descriptor opened(::open(path.c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC | how));
  return opened ? write_whole(opened.get(), content) : errno;
}

/// Whoever reads a stream may never come, or stop reading. All that is left to do is to write, so a
/// signal that was caught until now may end the process.
void let_signals_end_this_process() noexcept {
  sigset_t ending;
  ::sigemptyset(&ending);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
    struct sigaction before {};
    ::sigaction(number, nullptr, &before);
    if (before.sa_handler == SIG_IGN) continue;
    std::signal(number, SIG_DFL);
    ::sigaddset(&ending, number);
  }
  ::pthread_sigmask(SIG_UNBLOCK, &ending, nullptr);
}

/// A FIFO has to be waited for until somebody reads it, and people should know what is waited for.
/// Not asked any earlier: whoever reads it already would see the end of a FIFO that was tried.
int write_stream(const fs::path& path, std::string_view content) {
  const Descriptor ready(::open(path.c_str(), O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  if (!ready && errno == ENXIO) {
    print_error(program_invocation_short_name,
                fmt::format("waiting until somebody reads {}", path.string()));
  }
  return write_opened(path, 0, content);
}

int write_to(const OutputTarget& target, std::string_view content) {
  if (target.kind == Kind::stream) return write_stream(target.path, content);
  std::fflush(stdout);  // what was printed before comes before
  return write_whole(target.descriptor, content);
}

void write_file(const fs::path& path, std::string_view content) {
  try {
    write_file_atomically(path, content);
  } catch (const std::system_error& error) {
    if (!only_in_place(error.code().value(), path)) throw;
    if (write_opened(path, O_TRUNC, content) != 0) throw;
  }
}

}  // namespace

std::optional<std::string> output_problem(const fs::path& path) {
  const OutputTarget target = find_output_target(path);
  if (target.kind == Kind::impossible) return target.problem;
  if (target.kind == Kind::file) return file_problem(target.path);
  if (target.kind == Kind::stream) return stream_problem(target.path);
  return std::nullopt;
}

bool is_stream(const fs::path& path) {
  const Kind kind = find_output_target(path).kind;
  return kind == Kind::stream || kind == Kind::descriptor;
}

bool is_standard_output(const fs::path& path) {
  return find_output_target(path).descriptor == STDOUT_FILENO;
}

void write_output(const fs::path& path, std::string_view content) {
  const OutputTarget target = find_output_target(path);
  if (target.kind == Kind::file) return write_file(target.path, content);
  let_signals_end_this_process();
  const bool possible = target.kind != Kind::impossible;
  const int error = possible ? write_to(target, content) : EINVAL;
  if (error == 0) return;
  const std::string what = "cannot write " + path.string();
  throw std::system_error(error, std::generic_category(),
                          possible ? what : what + ": " + target.problem);
}

}  // namespace dispatchbench
