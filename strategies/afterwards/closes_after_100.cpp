// A connection is closed after 100 requests, as servers with a limit on kept connections do. Its
// client connects anew and is placed by what is known by then.
#include <memory>

#include "strategies/afterwards/afterwards.hpp"

namespace dispatchbench {
namespace {

class ClosesAfter100 final : public Afterwards {
 public:
  Fate after(Session& session, std::uint64_t requests) noexcept override {
    session.answered += static_cast<std::uint32_t>(requests);
    if (session.answered >= 99) session.drain();  // the next answer says that it is the last
    return Fate::stays;
  }
};

}  // namespace

std::unique_ptr<Afterwards> make_closes_after_100(std::size_t, ReadLoads) {
  return std::make_unique<ClosesAfter100>();
}

}  // namespace dispatchbench
