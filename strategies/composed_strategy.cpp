// A strategy that is made of four parts.
#include <optional>
#include <vector>

#include "base/named_rows.hpp"
#include "strategies/parts.hpp"

namespace dispatchbench {
namespace {

class ComposedStrategy final : public Strategy {
 public:
  ComposedStrategy(const Parts& parts, const Environment& environment)
      : parts_(parts), environment_(environment) {}

  void start() override;
  const ListenAddress& address() const noexcept override { return accept_->address(); }
  void stop(std::int64_t deadline_ns) noexcept override;

 private:
  void make_dealers();
  void add_dealer(std::vector<Dealer>& dealers, const PlacementRow& placement,
                  std::optional<std::size_t> self);
  void say_what_happens_afterwards(std::size_t worker);

  const Parts parts_;
  const Environment environment_;
  std::unique_ptr<Accept> accept_;
  std::optional<ReactorGroup> group_;
  std::vector<Dealer> dealers_;  // the workers', then an acceptor's
  std::vector<Dealer> movers_;   // the workers', for what happens afterwards; none: the same
};

void ComposedStrategy::start() {
  group_.emplace(environment_, *parts_.handoff);
  for (std::size_t i = 0; i < group_->size(); ++i) {
    group_->reactor(i).load().delay(environment_.placement_delay_ns);
  }
  make_dealers();
  accept_ = parts_.accept->make(environment_);
  const std::size_t workers = group_->size();
  accept_->listen(*group_, std::span(dealers_).subspan(parts_.accept->by_workers ? 0 : workers));
  for (std::size_t i = 0; i < workers; ++i) say_what_happens_afterwards(i);
  try {
    group_->start();
    accept_->start();
  } catch (const std::exception&) {
    stop(0);
    throw;
  }
}

void ComposedStrategy::make_dealers() {
  const std::size_t workers = group_->size();
  dealers_.reserve(workers + 1);  // they are referred to
  for (std::size_t i = 0; i < workers; ++i) add_dealer(dealers_, *parts_.placement, i);
  if (!parts_.accept->by_workers) add_dealer(dealers_, *parts_.placement, std::nullopt);
  const PlacementRow* const moving = find_named(placements(), parts_.afterwards->placement);
  if (moving == nullptr) return;
  movers_.reserve(workers);
  for (std::size_t i = 0; i < workers; ++i) add_dealer(movers_, *moving, i);
}

void ComposedStrategy::add_dealer(std::vector<Dealer>& dealers, const PlacementRow& placement,
                                  std::optional<std::size_t> self) {
  dealers.emplace_back(*group_, environment_.connections, placement,
                       environment_.seed + dealers.size(), self);
}

void ComposedStrategy::say_what_happens_afterwards(std::size_t worker) {
  if (parts_.afterwards->make == nullptr) return;
  Dealer& dealer = movers_.empty() ? dealers_[worker] : movers_[worker];
  group_->reactor(worker).run_afterwards(
      parts_.afterwards->make(worker, [&dealer] { return dealer.read_loads(); }),
      [&dealer](std::unique_ptr<Session> session) { dealer.place(std::move(session)); });
}

void ComposedStrategy::stop(std::int64_t deadline_ns) noexcept {
  accept_->stop();
  group_->drain();
  accept_->refuse();
  // A worker that accepts or moves connections may be about to put one into another's mailbox.
  const bool workers_hand_over = parts_.accept->by_workers || parts_.afterwards->moves;
  if (parts_.handoff->make != nullptr && workers_hand_over) group_->seal(deadline_ns);
  group_->finish(deadline_ns);
}

}  // namespace

std::unique_ptr<Strategy> compose(const Parts& parts, const Environment& environment) {
  return std::make_unique<ComposedStrategy>(parts, environment);
}

}  // namespace dispatchbench
