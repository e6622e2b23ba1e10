// The backend "io_uring" of a build that found no liburing.
#include <stdexcept>
#include <string>

#include "strategies/backends/poller.hpp"

namespace dispatchbench {

std::unique_ptr<Poller> make_io_uring_poller(Poller::Options);
std::string why_no_io_uring();

std::unique_ptr<Poller> make_io_uring_poller(Poller::Options) {
  throw std::logic_error("--backend io_uring: " + why_no_io_uring());
}

std::string why_no_io_uring() {
  return "this program was built without liburing";
}

}  // namespace dispatchbench
