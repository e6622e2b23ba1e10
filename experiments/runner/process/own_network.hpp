// A network for one run: loopback alone, with settings of its own.
#pragma once

#include <string>

#include "base/descriptor.hpp"

namespace dispatchbench::runner {

/// While it lives, this thread and the processes that it starts are in a network namespace of their
/// own. Threads that run already stay where they are.
class OwnNetwork {
 public:
  /// With this value of net.ipv4.tcp_migrate_req. Throws std::system_error.
  explicit OwnNetwork(unsigned tcp_migrate_req);
  /// Back where it was.
  ~OwnNetwork();
  OwnNetwork(const OwnNetwork&) = delete;
  OwnNetwork& operator=(const OwnNetwork&) = delete;

  /// Why this process cannot have one, as "unshare: Operation not permitted"; empty: it can.
  static const std::string& why_not();

 private:
  Descriptor before_;
};

/// This machine's own value; empty where the kernel has no such setting.
std::string tcp_migrate_req_here();

}  // namespace dispatchbench::runner
