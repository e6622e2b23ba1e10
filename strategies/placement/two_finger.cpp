// Two fingers go round the workers in opposite directions, as in HAProxy; of the two workers that
// they point at the one with fewer connections is taken, and the other's finger moves on.
#include <memory>

#include "strategies/placement/placement.hpp"

namespace dispatchbench {
namespace {

class TwoFinger final : public Placement {
 public:
  explicit TwoFinger(std::size_t self) noexcept : up_(self), down_(self) {}

  std::size_t choose(std::span<const WorkerLoad> workers, const Origin&, Random&) override {
    const std::size_t all = workers.size();
    if (up_ == down_) down_ = (down_ + all - 1) % all;  // two different ones, if there are two
    const std::size_t first = up_;
    const std::size_t second = down_;
    const std::uint32_t ups = workers[first].connections;
    const std::uint32_t downs = workers[second].connections;
    if (ups < downs) {
      down_ = (down_ + all - 1) % all;  // the upper one may still have fewer than the next
      return first;
    }
    up_ = (up_ + 1) % all;
    return downs < ups ? second : first;  // of equals the first, which has more from now on
  }

 private:
  std::size_t up_, down_;
};

}  // namespace

std::unique_ptr<Placement> make_two_finger(std::size_t self) {
  return std::make_unique<TwoFinger>(self);
}

}  // namespace dispatchbench
