#include "loadgen/load_part.hpp"

#include <limits>

#include "base/affinity.hpp"
#include "loadgen/censoring.hpp"
#include "loadgen/first_request.hpp"
#include "loadgen/options/limits.hpp"

namespace dispatchbench::loadgen {
namespace {

/// In the order in which they are found out, before anything is made.
std::unique_ptr<EmulatedMachine> checked_machine(const Options& options, Share share) {
  auto machine = options.machine.profile ? make_machine(options.machine.setting()) : nullptr;
  const unsigned connections = share.connections_of(options.connections, options.threads);
  allow_open_files(connections, static_cast<unsigned>(share.threads_of(options.threads).size()));
  check_ports(connections);
  return machine;
}

/// A start that several processes have agreed on lies a moment ahead.
void sleep_until(std::int64_t time_ns) {
  std::this_thread::sleep_until(Clock::time_point(Nanoseconds(time_ns)));
}

}  // namespace

LoadPart::LoadPart(const Options& options, const Stop& stop, Share share)
    : options_(options),
      stop_(stop),
      own_threads_(share.threads_of(options.threads)),
      machine_(checked_machine(options, share)),
      endpoint_(resolve(options.url)),
      plan_(options, share),
      ready_(static_cast<std::ptrdiff_t>(own_threads_.size())) {
  if (share.rank == 0) check_first_request(options, endpoint_);
  make_clients();
}

/// Threads that still wait for the beginning leave without having sent anything.
LoadPart::~LoadPart() {
  if (begun_.try_wait()) return;
  called_off_ = true;
  begun_.count_down();
}

void LoadPart::make_clients() {
  for (const unsigned thread : own_threads_) {
    recorders_.push_back(
        std::make_unique<Recorder>(SlotNumbers{thread, options_.threads}, options_.mix.size()));
    clients_.push_back(std::make_unique<Client>(options_, endpoint_, thread, plan_,
                                                *recorders_.back(), stop_, machine_.get()));
  }
}

void LoadPart::start_threads() {
  running_ = clients_.size();
  for (unsigned i = 0; i < clients_.size(); ++i) {
    threads_.emplace_back([this, i] { run_thread(i); });
  }
  ready_.wait();
}

void LoadPart::run_thread(unsigned index) {
  if (!options_.pin.empty()) pin_this_thread(options_.pin[index % options_.pin.size()]);
  ready_.count_down();
  begun_.wait();
  sleep_until(start_ns_);
  if (!called_off_) clients_[index]->run(start_ns_);
  const std::lock_guard lock(mutex_);
  if (--running_ == 0) ended_.notify_one();
}

/// Where the window of a load for a duration ends; of any other that is known only afterwards.
std::int64_t LoadPart::window_end_ns(std::int64_t measured_from_ns) const noexcept {
  if (!options_.duration) return std::numeric_limits<std::int64_t>::max();
  return measured_from_ns + options_.duration->count();
}

void LoadPart::begin(std::int64_t start_ns) {
  start_ns_ = start_ns;
  const std::int64_t from_ns = start_ns + options_.warmup.count();
  for (const auto& recorder : recorders_) recorder->begin(from_ns, window_end_ns(from_ns));
  begun_.count_down();
}

bool LoadPart::over_within(Nanoseconds patience) {
  std::unique_lock lock(mutex_);
  return ended_.wait_for(lock, patience, [this] { return running_ == 0; });
}

Figures LoadPart::figures() const {
  Figures figures;
  for (const auto& recorder : recorders_) figures.merge(recorder->figures());
  return figures;
}

void LoadPart::censor(std::int64_t window_end_ns, Figures& figures) const {
  std::vector<Unsent> unsent;
  for (const auto& group : plan_.groups()) {
    if (group->open_loop()) unsent.push_back({group.get(), group->untaken()});
  }
  for (const auto& client : clients_) {
    for (const Unsent& some : client->unsent()) unsent.push_back(some);
  }
  censor_unsent(unsent, start_ns_, window_end_ns, figures);
}

std::optional<AccountSum> LoadPart::charged() const {
  if (!machine_) return std::nullopt;
  AccountSum sum;
  for (const auto& client : clients_) sum.add(client->core());
  return sum;
}

}  // namespace dispatchbench::loadgen
