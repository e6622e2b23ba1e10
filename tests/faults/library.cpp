// Stands in front of the C library (LD_PRELOAD) and lets chosen calls fail.
#include <cerrno>
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "control.hpp"

namespace {

using dispatchbench::faults::Control;

enum class Verdict { proceed, shorten, fail };

Control* map_control() noexcept {
  const char* const path =
      std::getenv(dispatchbench::faults::control_variable);  // NOLINT(concurrency-mt-unsafe)
  if (path == nullptr) return nullptr;
  const int file = ::open(path, O_RDWR | O_CLOEXEC);
  if (file < 0) return nullptr;
  void* const mapped = ::mmap(nullptr, dispatchbench::faults::control_size, PROT_READ | PROT_WRITE,
                              MAP_SHARED, file, 0);
  ::close(file);
  return mapped == MAP_FAILED ? nullptr : static_cast<Control*>(mapped);
}

Control* control = nullptr;  // until the library is loaded no call fails

__attribute__((constructor)) void load() {
  control = map_control();
}

/// Spreads a count over 64 bits (splitmix64's finalizer), so that runs can be repeated.
std::uint64_t scatter(std::uint64_t number) noexcept {
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9U;
  number = (number ^ (number >> 27)) * 0x94d049bb133111ebU;
  return number ^ (number >> 31);
}

Verdict judge(const char* kind, bool by_chance) noexcept {
  if (control == nullptr || control->armed.load(std::memory_order_acquire) == 0) {
    return Verdict::proceed;
  }
  const bool any = by_chance && std::strcmp(control->kind.data(), "any") == 0;
  if (!any && std::strcmp(control->kind.data(), kind) != 0) return Verdict::proceed;
  const std::int64_t call = control->calls.fetch_add(1);
  const std::uint64_t one_in = control->one_in.load();
  const std::int64_t late = call - control->skip.load();
  const bool hit = one_in > 0 ? scatter(static_cast<std::uint64_t>(call) + 1) % one_in == 0
                              : late >= 0 && late < control->times.load();
  if (!hit) return Verdict::proceed;
  control->failed.fetch_add(1);
  const int error = static_cast<int>(control->error.load());
  if (error == 0) return Verdict::shorten;
  errno = error;
  return Verdict::fail;
}

bool fails(const char* kind, bool by_chance = false) noexcept {
  return judge(kind, by_chance) == Verdict::fail;
}

/// For calls that move bytes: how many of `size` they may; nothing where they fail.
bool limit(const char* kind, std::size_t& size, bool by_chance = true) noexcept {
  const Verdict verdict = judge(kind, by_chance);
  if (verdict == Verdict::shorten && size > 1) size /= 2;
  return verdict != Verdict::fail;
}

template <typename Function>
Function* real(Function*, const char* name) noexcept {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

// The real function is looked up once; the look-up is thread-safe.
#define DISPATCHBENCH_REAL(name) static auto* const name##_real = real(&::name, #name)

extern "C" {

int accept4(int socket, sockaddr* address, socklen_t* size, int flags) {
  DISPATCHBENCH_REAL(accept4);
  return fails("accept4", true) ? -1 : accept4_real(socket, address, size, flags);
}

ssize_t recv(int socket, void* buffer, size_t size, int flags) {
  DISPATCHBENCH_REAL(recv);
  return limit("recv", size) ? recv_real(socket, buffer, size, flags) : -1;
}

ssize_t send(int socket, const void* buffer, size_t size, int flags) {
  DISPATCHBENCH_REAL(send);
  return limit("send", size) ? send_real(socket, buffer, size, flags) : -1;
}

ssize_t write(int file, const void* buffer, size_t size) {
  DISPATCHBENCH_REAL(write);
  return limit("write", size, file > STDERR_FILENO) ? write_real(file, buffer, size) : -1;
}

ssize_t sendfile(int to, int from, off_t* offset, size_t size) {
  DISPATCHBENCH_REAL(sendfile);
  return limit("sendfile", size) ? sendfile_real(to, from, offset, size) : -1;
}

ssize_t splice(int from, off64_t* from_offset, int to, off64_t* to_offset, size_t size,
               unsigned flags) {
  DISPATCHBENCH_REAL(splice);
  return limit("splice", size) ? splice_real(from, from_offset, to, to_offset, size, flags) : -1;
}

int open(const char* path, int flags, ...) {
  DISPATCHBENCH_REAL(open);
  va_list rest;
  va_start(rest, flags);
  const auto mode = va_arg(rest, mode_t);
  va_end(rest);
  return fails("open") ? -1 : open_real(path, flags, mode);
}

int openat(int folder, const char* path, int flags, ...) {
  DISPATCHBENCH_REAL(openat);
  va_list rest;
  va_start(rest, flags);
  const auto mode = va_arg(rest, mode_t);
  va_end(rest);
  return fails("openat", true) ? -1 : openat_real(folder, path, flags, mode);
}

int fstat(int file, struct stat* info) {
  DISPATCHBENCH_REAL(fstat);
  return fails("fstat", true) ? -1 : fstat_real(file, info);
}

int fstatat(int folder, const char* path, struct stat* info, int flags) {
  DISPATCHBENCH_REAL(fstatat);
  return fails("fstatat", true) ? -1 : fstatat_real(folder, path, info, flags);
}

int linkat(int from_folder, const char* from, int to_folder, const char* to, int flags) {
  DISPATCHBENCH_REAL(linkat);
  return fails("linkat", true) ? -1 : linkat_real(from_folder, from, to_folder, to, flags);
}

int renameat(int from_folder, const char* from, int to_folder, const char* to) {
  DISPATCHBENCH_REAL(renameat);
  return fails("renameat", true) ? -1 : renameat_real(from_folder, from, to_folder, to);
}

int rename(const char* from, const char* to) {
  DISPATCHBENCH_REAL(rename);
  return fails("rename") ? -1 : rename_real(from, to);
}

int unlinkat(int folder, const char* path, int flags) {
  DISPATCHBENCH_REAL(unlinkat);
  return fails("unlinkat") ? -1 : unlinkat_real(folder, path, flags);
}

int fsync(int file) {
  DISPATCHBENCH_REAL(fsync);
  return fails("fsync") ? -1 : fsync_real(file);
}

int pipe2(int* ends, int flags) {
  DISPATCHBENCH_REAL(pipe2);
  return fails("pipe2", true) ? -1 : pipe2_real(ends, flags);
}

int socket(int domain, int type, int protocol) {
  DISPATCHBENCH_REAL(socket);
  return fails("socket") ? -1 : socket_real(domain, type, protocol);
}

int setsockopt(int socket, int level, int option, const void* value, socklen_t size) {
  DISPATCHBENCH_REAL(setsockopt);
  return fails("setsockopt") ? -1 : setsockopt_real(socket, level, option, value, size);
}

int bind(int socket, const sockaddr* address, socklen_t size) {
  DISPATCHBENCH_REAL(bind);
  return fails("bind") ? -1 : bind_real(socket, address, size);
}

int listen(int socket, int backlog) {
  DISPATCHBENCH_REAL(listen);
  return fails("listen") ? -1 : listen_real(socket, backlog);
}

int getsockname(int socket, sockaddr* address, socklen_t* size) {
  DISPATCHBENCH_REAL(getsockname);
  return fails("getsockname") ? -1 : getsockname_real(socket, address, size);
}

int epoll_create1(int flags) {
  DISPATCHBENCH_REAL(epoll_create1);
  return fails("epoll_create1") ? -1 : epoll_create1_real(flags);
}

/// Only adding takes memory: nothing else is refused for a descriptor that is sound.
int epoll_ctl(int epoll, int operation, int descriptor, epoll_event* event) {
  DISPATCHBENCH_REAL(epoll_ctl);
  if (fails("epoll_control")) return -1;  // whatever the operation
  if (operation == EPOLL_CTL_ADD && fails("epoll_ctl", true)) return -1;
  return epoll_ctl_real(epoll, operation, descriptor, event);
}

int epoll_wait(int epoll, epoll_event* events, int most, int timeout) {
  DISPATCHBENCH_REAL(epoll_wait);
  return fails("epoll_wait") ? -1 : epoll_wait_real(epoll, events, most, timeout);
}

int ioctl(int file, unsigned long request, ...) {
  DISPATCHBENCH_REAL(ioctl);
  va_list rest;
  va_start(rest, request);
  void* const argument = va_arg(rest, void*);
  va_end(rest);
  return fails("ioctl") ? -1 : ioctl_real(file, request, argument);
}

int poll(pollfd* waits, nfds_t count, int timeout) {
  DISPATCHBENCH_REAL(poll);
  return fails("poll") ? -1 : poll_real(waits, count, timeout);
}

int eventfd(unsigned value, int flags) {
  DISPATCHBENCH_REAL(eventfd);
  return fails("eventfd") ? -1 : eventfd_real(value, flags);
}

int timerfd_create(int clock, int flags) {
  DISPATCHBENCH_REAL(timerfd_create);
  return fails("timerfd_create") ? -1 : timerfd_create_real(clock, flags);
}

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*run)(void*),
                   void* argument) {
  DISPATCHBENCH_REAL(pthread_create);
  return fails("pthread_create") ? errno : pthread_create_real(thread, attributes, run, argument);
}

/// Does not fail: the wall clock is an hour back.
int clock_gettime(clockid_t clock, timespec* time) {
  DISPATCHBENCH_REAL(clock_gettime);
  const int result = clock_gettime_real(clock, time);
  const bool wall = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
  if (wall && fails("clock_gettime")) time->tv_sec -= 3600;
  return result;
}

/// dlsym may allocate, so this one has to know its original by another name.
void* __libc_malloc(size_t size);  // NOLINT(bugprone-reserved-identifier): the C library's name
void* malloc(size_t size) {
  return fails("malloc") ? nullptr : __libc_malloc(size);
}

}  // extern "C"
