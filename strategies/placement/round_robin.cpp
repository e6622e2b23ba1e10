// Each worker in turn, whatever it has to do.
#include <memory>

#include "strategies/placement/placement.hpp"

namespace dispatchbench {
namespace {

class RoundRobin final : public Placement {
 public:
  explicit RoundRobin(std::size_t first) noexcept : next_(first) {}

  std::size_t choose(std::span<const WorkerLoad> workers, const Origin&, Random&) override {
    const std::size_t chosen = next_;
    next_ = (next_ + 1) % workers.size();
    return chosen;
  }

 private:
  std::size_t next_;
};

}  // namespace

/// Whoever asks begins with itself, or all who deal would begin with the same worker.
std::unique_ptr<Placement> make_round_robin(std::size_t self) {
  return std::make_unique<RoundRobin>(self);
}

}  // namespace dispatchbench
