#include "machine/shared_cores.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <pthread.h>
#include <span>
#include <stdexcept>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "base/descriptor.hpp"

namespace dispatchbench {
namespace {

constexpr std::uint64_t signature = 0x31'73'65'72'6f'63'64'62;  // "bdcores1"
constexpr std::int64_t patience_ns = 5'000'000;  // a process may be gone with more than this taken

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

bool gone(std::int32_t process) noexcept {
  return ::kill(process, 0) != 0 && errno == ESRCH;
}

void make_robust(pthread_mutex_t& mutex) {
  pthread_mutexattr_t attributes;
  ::pthread_mutexattr_init(&attributes);
  ::pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  ::pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  errno = ::pthread_mutex_init(&mutex, &attributes);
  ::pthread_mutexattr_destroy(&attributes);
  if (errno != 0) fail("pthread_mutex_init");
}

[[noreturn]] void refuse_file() {
  throw std::runtime_error("expected a file of a machine with as many cores, or none yet");
}

/// Locked until it is closed; has `size` bytes, which are zero if it was not there.
Descriptor open_locked(const std::filesystem::path& file, std::size_t size) {
  Descriptor opened(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!opened) fail("open");
  if (::flock(opened.get(), LOCK_EX) != 0) fail("flock");
  struct stat there {};
  if (::fstat(opened.get(), &there) != 0) fail("fstat");
  if (there.st_size == 0) {
    if (::ftruncate(opened.get(), static_cast<off_t>(size)) != 0) fail("ftruncate");
  } else if (there.st_size != static_cast<off_t>(size)) {
    refuse_file();
  }
  return opened;
}

}  // namespace

/// What the file holds; the cores follow it.
struct SharedCores::Memory {
  std::uint64_t signature;
  std::uint32_t cores;
  pthread_mutex_t mutex;

  std::span<CoreState> states() noexcept { return {reinterpret_cast<CoreState*>(this + 1), cores}; }

  void begin(unsigned its_cores) {
    cores = its_cores;
    make_robust(mutex);
    signature = dispatchbench::signature;
  }
};

std::size_t SharedCores::size_for(unsigned cores) noexcept {
  static_assert(sizeof(Memory) % alignof(CoreState) == 0);
  return sizeof(Memory) + cores * sizeof(CoreState);
}

SharedCores::SharedCores(unsigned cores, const std::optional<std::filesystem::path>& file)
    : size_(size_for(cores)), process_(::getpid()) {
  const Descriptor opened = file ? open_locked(*file, size_) : Descriptor();
  void* const mapped = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE,
                              MAP_SHARED | (file ? 0 : MAP_ANONYMOUS), opened.get(), 0);
  if (mapped == MAP_FAILED) fail("mmap");
  memory_ = static_cast<Memory*>(mapped);
  if (memory_->signature == 0) memory_->begin(cores);
  if (opened) ::flock(opened.get(), LOCK_UN);  // the mapping would keep the file open, and locked
  if (memory_->signature == signature && memory_->cores == cores) return;
  ::munmap(mapped, size_);
  refuse_file();
}

SharedCores::~SharedCores() {
  ::munmap(memory_, size_);
}

Reservation SharedCores::reserve(std::int64_t at_ns, std::int64_t cost_ns,
                                 std::int64_t now_ns) noexcept {
  // What a process that died in here has left behind is a reservation too many, at most.
  if (::pthread_mutex_lock(&memory_->mutex) == EOWNERDEAD) {
    ::pthread_mutex_consistent(&memory_->mutex);
  }
  CorePool pool(memory_->states());
  if (now_ns - looked_ns_ > patience_ns) {
    looked_ns_ = now_ns;
    pool.take_back(now_ns, patience_ns,
                   [this](std::int32_t process) { return process != process_ && gone(process); });
  }
  const Reservation reserved = pool.reserve(at_ns, cost_ns, process_);
  ::pthread_mutex_unlock(&memory_->mutex);
  return reserved;
}

}  // namespace dispatchbench
