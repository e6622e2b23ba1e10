// A worker that has far more connections than the mean hands them to whoever has fewest, one at a
// time and between two requests, so that what a bad placement did does not last.
#include <memory>
#include <utility>

#include "strategies/afterwards/afterwards.hpp"
#include "strategies/afterwards/too_many.hpp"

namespace dispatchbench {
namespace {

class EvensOut final : public Afterwards {
 public:
  EvensOut(std::size_t self, ReadLoads loads) : self_(self), loads_(std::move(loads)) {}

  Fate after(Session& session, std::uint64_t requests) noexcept override {
    since_look_ += requests;
    if (since_look_ < requests_between_looks || !session.idle()) return Fate::stays;
    since_look_ = 0;
    return has_too_many(loads_(), self_) ? Fate::moves : Fate::stays;
  }

 private:
  const std::size_t self_;
  const ReadLoads loads_;
  std::uint64_t since_look_ = 0;
};

}  // namespace

std::unique_ptr<Afterwards> make_evens_out(std::size_t self, ReadLoads loads) {
  return std::make_unique<EvensOut>(self, std::move(loads));
}

}  // namespace dispatchbench
