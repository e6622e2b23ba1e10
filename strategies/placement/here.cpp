// The worker that accepted a connection keeps it.
#include <memory>

#include "strategies/placement/placement.hpp"

namespace dispatchbench {
namespace {

class Here final : public Placement {
 public:
  explicit Here(std::size_t self) noexcept : self_(self) {}

  std::size_t choose(std::span<const WorkerLoad>, const Origin&, Random&) override { return self_; }

 private:
  const std::size_t self_;
};

}  // namespace

std::unique_ptr<Placement> make_here(std::size_t self) {
  return std::make_unique<Here>(self);
}

}  // namespace dispatchbench
