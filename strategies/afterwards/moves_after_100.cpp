// A connection is placed anew after 100 requests, so that a bad placement does not last.
#include <memory>

#include "strategies/afterwards/afterwards.hpp"

namespace dispatchbench {
namespace {

class MovesAfter100 final : public Afterwards {
 public:
  Fate after(Session& session, std::uint64_t requests) noexcept override {
    session.answered += static_cast<std::uint32_t>(requests);
    if (session.answered < 100) return Fate::stays;
    session.answered = 0;
    return Fate::moves;
  }
};

}  // namespace

std::unique_ptr<Afterwards> make_moves_after_100(std::size_t, ReadLoads) {
  return std::make_unique<MovesAfter100>();
}

}  // namespace dispatchbench
