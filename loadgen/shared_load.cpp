#include "loadgen/shared_load.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include "base/affinity.hpp"
#include "base/clock.hpp"
#include "base/environment.hpp"
#include "loadgen/hosts/agreement.hpp"
#include "loadgen/hosts/attendance.hpp"
#include "loadgen/hosts/clocks.hpp"
#include "loadgen/hosts/host_figures.hpp"
#include "loadgen/hosts/host_time.hpp"
#include "loadgen/hosts/merging.hpp"
#include "loadgen/hosts/packing.hpp"
#include "loadgen/load_part.hpp"
#include "loadgen/load_window.hpp"
#include "loadgen/plan/share.hpp"

namespace dispatchbench::loadgen {
namespace {

constexpr std::int64_t start_ahead_ns = 1'000'000'000;
constexpr std::chrono::milliseconds moment(20);

/// How the run ended for one process, on rank 0's clock.
struct PartEnding {
  Span span;
  std::int64_t over_ns = 0;
  bool stopped = false;
  int signal = 0;
};

PartEnding ending_of(const Figures& figures, const Stop& stop) {
  PartEnding ending{span_of(figures), 0, stop.requested(), stop.signal()};
  for (const ThreadFigures& thread : figures.threads)
    ending.over_ns = std::max(ending.over_ns, thread.ended_ns);
  return ending;
}

void add(const PartEnding& from, PartEnding& to) noexcept {
  to.span.add(from.span);
  to.over_ns = std::max(to.over_ns, from.over_ns);
  to.stopped = to.stopped || from.stopped;
  if (to.signal == 0) to.signal = from.signal;
}

/// The steps in their order. Times are of the own clock unless it is said.
class SharedLoad {
 public:
  SharedLoad(const Options& options, Stop& stop, Communicator& communicator)
      : options_(options),
        stop_(stop),
        communicator_(communicator),
        share_{communicator.rank(), communicator.size()},
        at_rank_0_(share_.rank == 0) {}
  SharedLoad(const SharedLoad&) = delete;
  SharedLoad& operator=(const SharedLoad&) = delete;

  /// Where another process has failed the own threads still load.
  ~SharedLoad() { stop_.request(); }

  /// Why some process cannot start, at rank 0; elsewhere an empty line. Nothing: all can.
  std::optional<std::string> get_ready();
  void begin_together();
  void attend();
  std::optional<LoadResult> result();

 private:
  RunEnding agree_on_the_end(const Figures& own);
  HostFigures own_host(const Figures& own) const;
  std::vector<HostFigures> all_hosts(const std::vector<ClockOffset>& after, const HostFigures& own);

  const Options& options_;
  Stop& stop_;
  Communicator& communicator_;
  const Share share_;
  const bool at_rank_0_;
  std::unique_ptr<LoadPart> part_;
  std::vector<ClockOffset> clocks_;  // at rank 0, before the start
  std::int64_t offset_ns_ = 0;       // of the own clock
  std::int64_t late_ns_ = 0;
  BusyTime busy_;
  Window window_;
};

std::optional<std::string> SharedLoad::get_ready() {
  std::string problem;
  try {
    part_ = std::make_unique<LoadPart>(options_, stop_, share_);
    part_->start_threads();
  } catch (const std::exception& error) {
    problem = error.what();
  }
  return problem_of_any(communicator_, problem);
}

void SharedLoad::begin_together() {
  clocks_ = measure_clocks(communicator_, &monotonic_ns);
  std::array<std::int64_t, 2> start{};  // the moment and the offset, as the process has them
  if (at_rank_0_) {
    const std::int64_t start_ns = monotonic_ns() + start_ahead_ns;
    for (unsigned rank = 1; rank < share_.ranks; ++rank) {
      start = {start_ns + clocks_[rank].offset_ns, clocks_[rank].offset_ns};
      communicator_.send(rank, start);
    }
    start = {start_ns, 0};
  } else {
    communicator_.receive(0, start);
  }
  offset_ns_ = start[1];
  part_->begin(start[0]);
  late_ns_ = std::max<std::int64_t>(0, monotonic_ns() - start[0]);
}

void SharedLoad::attend() {
  Attendance attendance(communicator_, options_.rank_timeout, host_names(communicator_));
  Attendant own;
  own.late_ns = late_ns_;
  const std::int64_t measured_from_ns = part_->start_ns() + options_.warmup.count();
  do {
    busy_.look(monotonic_ns(), measured_from_ns);
    if (!own.over) own.over = part_->over_within(moment);
    if (own.over) {
      busy_.end();
      std::this_thread::sleep_for(moment);
    }
    if (attendance.stopped() && !stop_.requested()) stop_.request(*attendance.stopped());
    if (stop_.requested()) own.stopped = stop_.signal();
  } while (!attendance.step(own, monotonic_ns()));
}

/// Rank 0 knows the window once it knows all parts; each process needs its end, for its unsent.
RunEnding SharedLoad::agree_on_the_end(const Figures& own) {
  Packer packer;
  packer.put(ending_of(own, stop_));
  PartEnding all;
  for (const std::string& bytes : communicator_.gather(packer.take()))
    add(Unpacker(bytes).get<PartEnding>(), all);
  const RunEnding ending{part_->start_ns(), all.over_ns, all.stopped, all.signal};
  std::array<std::int64_t, 2> window{};
  if (at_rank_0_) {
    window_ = window_of(options_, part_->plan(), ending, all.span);
    window = {window_.start_ns - ending.start_ns, window_.end_ns - ending.start_ns};
  }
  communicator_.broadcast(window);
  window_ = {part_->start_ns() + window[0], part_->start_ns() + window[1]};
  return ending;
}

HostFigures SharedLoad::own_host(const Figures& own) const {
  HostFigures host = host_figures_of(own);
  host.host = host_name();
  host.rank = share_.rank;
  host.connections = share_.connections_of(options_.connections, options_.threads);
  host.processors = usable_cpus();
  host.processors_of_host = static_cast<unsigned>(::sysconf(_SC_NPROCESSORS_ONLN));
  host.host_busy_share = busy_.share();
  host.late_ns = late_ns_;
  return host;
}

std::vector<HostFigures> SharedLoad::all_hosts(const std::vector<ClockOffset>& after,
                                               const HostFigures& own) {
  std::vector<HostFigures> hosts;
  for (const std::string& bytes : communicator_.gather(packed(own))) {
    hosts.push_back(unpacked_host_figures(bytes));
    const std::size_t rank = hosts.size() - 1;
    hosts.back().clock = clock_over(clocks_[rank], after[rank]);
  }
  return hosts;
}

std::optional<LoadResult> SharedLoad::result() {
  const std::vector<ClockOffset> after = measure_clocks(communicator_, &monotonic_ns);
  Figures figures = part_->figures();
  tell_on_rank_0(offset_ns_, figures);
  const RunEnding ending = agree_on_the_end(figures);
  part_->censor(window_.end_ns, figures);
  std::vector<HostFigures> hosts = all_hosts(after, own_host(figures));
  merge_figures(communicator_, figures);
  if (!at_rank_0_) return std::nullopt;
  LoadResult result = result_of(options_, part_->plan(), ending, window_, std::move(figures));
  result.hosts = std::move(hosts);
  return result;
}

}  // namespace

std::optional<LoadResult> run_shared_load(const Options& options, Stop& stop,
                                          Communicator& communicator,
                                          const std::function<void()>& finish) {
  SharedLoad load(options, stop, communicator);
  if (const auto problem = load.get_ready()) {
    finish();
    if (communicator.rank() == 0) throw LoadRefused(*problem);
    return std::nullopt;
  }
  load.begin_together();
  load.attend();
  auto result = load.result();
  finish();
  return result;
}

}  // namespace dispatchbench::loadgen
