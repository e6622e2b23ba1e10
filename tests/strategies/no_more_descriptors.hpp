// A process that runs out of file descriptors.
#pragma once

#include <sys/resource.h>
#include <unistd.h>

#include "base/descriptor.hpp"

namespace dispatchbench {

/// While it lives, this process can open no more descriptors than it has.
class NoMoreDescriptors {
 public:
  NoMoreDescriptors() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const Descriptor lowest_free(::dup(0));
    rlimit limit = before_;
    limit.rlim_cur = static_cast<rlim_t>(lowest_free.get());
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  ~NoMoreDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

/// To look at a pointer the undefined behaviour sanitizer opens a pipe.
constexpr bool sanitizer_needs_descriptors() {
#ifdef __has_feature
  return __has_feature(undefined_behavior_sanitizer) != 0;
#else
  return false;
#endif
}

}  // namespace dispatchbench
