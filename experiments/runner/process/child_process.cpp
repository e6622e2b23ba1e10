#include "experiments/runner/process/child_process.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

#include <fmt/format.h>

namespace dispatchbench::runner {
namespace {

constexpr std::streamoff most_last_words = 2000;  // bytes
constexpr int most_reads = 256;                   // a call: as much as the largest pipe holds
constexpr std::size_t most_output = 16'000'000;   // bytes that output_of() reads

/// JSON is UTF-8; a log may be anything.
std::string as_ascii_or_utf8(std::string text) {
  const auto printable = [](char c) {
    return c == '\n' || c == '\t' || static_cast<unsigned char>(c) >= 0x20;
  };
  std::replace_if(
      text.begin(), text.end(), [&](char c) { return !printable(c); }, '?');
  const auto is_tail = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
  text.erase(text.begin(), std::find_if_not(text.begin(), text.end(), is_tail));
  return text;
}

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

/// Both ends, or neither.
struct Pipe {
  explicit Pipe(bool wanted) {
    int ends[2] = {-1, -1};
    if (wanted && ::pipe2(ends, O_CLOEXEC) != 0) fail("pipe");
    read = Descriptor(ends[0]);
    write = Descriptor(ends[1]);
  }
  Descriptor read;
  Descriptor write;
};

void put_on(int descriptor, int number) {
  if (descriptor >= 0) ::dup2(descriptor, number);
}

/// Between fork and exec: only what is safe there.
[[noreturn]] void become(char* const* arguments, pid_t parent, int log, int output, int input,
                         int death_signal) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, death_signal);
  if (::getppid() != parent) ::_exit(127);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGXFSZ})
    ::signal(number, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  put_on(input >= 0 ? input : ::open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO);
  put_on(output >= 0 ? output : log, STDOUT_FILENO);
  put_on(log, STDERR_FILENO);
  ::execv(arguments[0], arguments);
  const char* const reason = ::strerrordesc_np(errno);
  const char* const parts[] = {"cannot run ", arguments[0], ": ", reason, "\n"};
  for (const char* const text : parts) {
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text, std::strlen(text));
  }
  ::_exit(127);
}

}  // namespace

std::string Ending::text() const {
  if (!signalled) return fmt::format("exited with {}", number);
  const char* const name = ::sigabbrev_np(number);
  const char* const meaning = ::sigdescr_np(number);
  return fmt::format("was ended by SIG{} ({})", name != nullptr ? name : "?",
                     meaning != nullptr ? meaning : "unknown");
}

ChildProcess::ChildProcess(const std::vector<std::string>& command,
                           const std::filesystem::path& log, Output output, int death_signal,
                           Input input) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& argument : command)
    arguments.push_back(const_cast<char*>(argument.data()));
  arguments.push_back(nullptr);
  const Descriptor log_file(::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  if (!log_file) fail("cannot write " + log.string());
  Pipe out(output == Output::pipe);
  Pipe in(input == Input::pipe);
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ == 0) {
    become(arguments.data(), parent, log_file.get(), out.write.get(), in.read.get(), death_signal);
  }
  if (pid_ < 0) fail("cannot start " + command.at(0));
  output_ = std::move(out.read);
  input_ = std::move(in.write);
  ::setpgid(pid_, pid_);  // both sides: whichever comes first
  // glibc 2.36 declares pidfd_open without extern "C".
  descriptor_.reset(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  if (output_) ::fcntl(output_.get(), F_SETFL, O_NONBLOCK);
}

ChildProcess::~ChildProcess() {
  stop(std::chrono::seconds(2));
}

std::string ChildProcess::read_output() {
  std::string text;
  char buffer[4096];
  for (int reads = 0; output_ && reads < most_reads; ++reads) {
    const ssize_t count = ::read(output_.get(), buffer, sizeof buffer);
    if (count > 0) {
      text.append(buffer, static_cast<std::size_t>(count));
    } else if (count == 0) {
      output_.reset();
    } else if (errno != EINTR) {
      break;
    }
  }
  return text;
}

void ChildProcess::write_input(std::string_view text) noexcept {
  while (input_ && !text.empty()) {
    const ssize_t count = ::write(input_.get(), text.data(), text.size());
    if (count > 0) {
      text.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      close_input();
    }
  }
}

void ChildProcess::reap(int options) noexcept {
  siginfo_t ended{};
  if (::waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOWAIT | options) != 0) return;
  if (ended.si_pid != pid_) return;
  ::kill(-pid_, SIGKILL);  // while the group's number cannot be another's
  int status = 0;
  if (::waitpid(pid_, &status, options) != pid_) return;
  const bool signalled = WIFSIGNALED(status);
  ending_ = Ending{signalled, signalled ? WTERMSIG(status) : WEXITSTATUS(status)};
}

std::optional<Ending> ChildProcess::ending() {
  if (!ending_) reap(WNOHANG);
  return ending_;
}

/// A group outlives its leader if others are in it; without a leader its number may be another's.
void ChildProcess::signal(int number) noexcept {
  if (!ending_) ::kill(-pid_, number);
}

void ChildProcess::wait_for_end(int milliseconds) noexcept {
  pollfd polled{descriptor_.get(), POLLIN, 0};
  while (::poll(&polled, 1, milliseconds) < 0 && errno == EINTR) {
  }
}

bool ChildProcess::stop(Nanoseconds grace) {
  if (ending()) return true;
  const int milliseconds = static_cast<int>(
      std::chrono::ceil<std::chrono::milliseconds>(grace).count() / (input_ ? 2 : 1));
  if (input_) {  // its end may be all it needs, and a signal would end its launcher first
    close_input();
    wait_for_end(milliseconds);
    if (ending()) return true;
  }
  signal(SIGTERM);
  wait_for_end(milliseconds);
  if (ending()) return true;
  signal(SIGKILL);
  reap(0);
  return false;
}

std::optional<std::string> output_of(const std::vector<std::string>& command, Nanoseconds limit) {
  ChildProcess child(command, "/dev/null", ChildProcess::Output::pipe);
  const auto deadline = Clock::now() + limit;
  std::string text;
  while (child.output() >= 0 && Clock::now() < deadline && text.size() <= most_output) {
    pollfd polled{child.output(), POLLIN, 0};
    ::poll(&polled, 1, 100);
    text += child.read_output();
  }
  if (text.size() > most_output) return std::nullopt;
  while (!child.ending() && Clock::now() < deadline) {
    pollfd polled{child.descriptor(), POLLIN, 0};
    ::poll(&polled, 1, 100);
  }
  if (const auto ending = child.ending(); ending && ending->success()) return text;
  return std::nullopt;
}

std::string last_words(const std::filesystem::path& log) {
  std::ifstream file(log, std::ios::binary | std::ios::ate);
  if (!file) return {};
  file.seekg(std::max<std::streamoff>(0, file.tellg() - most_last_words));
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return as_ascii_or_utf8(std::move(text));
}

}  // namespace dispatchbench::runner
