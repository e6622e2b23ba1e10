// The one file that knows MPI. It is a shared object of its own, which loadgen loads when mpirun
// has started it, so that a load of one process neither needs MPI nor waits for its libraries.
#include <cstdint>
#include <ctime>
#include <deque>
#include <memory>
#include <sched.h>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#define OMPI_SKIP_MPICXX 1
#define MPICH_SKIP_MPICXX 1
#include <mpi.h>

#include "base/clock.hpp"
#include "loadgen/hosts/communicator.hpp"

namespace dispatchbench::loadgen {
namespace {

enum Tag : int { asked_for = 1, posted = 2 };

constexpr std::int64_t spinning_ns = 3'000'000;  // then asleep in between: others need processors

void check(int error) {
  if (error == MPI_SUCCESS) return;
  std::string text(MPI_MAX_ERROR_STRING, ' ');
  int length = 0;
  MPI_Error_string(error, text.data(), &length);
  throw CommunicatorError("MPI: " + text.substr(0, static_cast<std::size_t>(length)));
}

int count_of(std::size_t size) {
  return static_cast<int>(size);
}

void pause_since(std::int64_t begun_ns) {
  constexpr timespec nap{0, 200'000};
  if (monotonic_ns() - begun_ns < spinning_ns) {
    ::sched_yield();
  } else {
    ::nanosleep(&nap, nullptr);
  }
}

class MpiCommunicator final : public Communicator {
 public:
  explicit MpiCommunicator(std::int64_t patience_ns) : patience_ns_(patience_ns) {
    int level = 0;
    check(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &level));
    check(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN));
    check(MPI_Comm_rank(MPI_COMM_WORLD, &rank_));
    check(MPI_Comm_size(MPI_COMM_WORLD, &size_));
  }

  unsigned rank() const noexcept override { return static_cast<unsigned>(rank_); }
  unsigned size() const noexcept override { return static_cast<unsigned>(size_); }

  void send(unsigned to, std::span<const std::int64_t> words) override {
    MPI_Request request = MPI_REQUEST_NULL;
    check(MPI_Isend(words.data(), count_of(words.size()), MPI_INT64_T, static_cast<int>(to),
                    asked_for, MPI_COMM_WORLD, &request));
    wait(request, to);
  }

  void receive(unsigned from, std::span<std::int64_t> words) override {
    MPI_Request request = MPI_REQUEST_NULL;
    check(MPI_Irecv(words.data(), count_of(words.size()), MPI_INT64_T, static_cast<int>(from),
                    asked_for, MPI_COMM_WORLD, &request));
    wait(request, from);
  }

  void post(unsigned to, std::span<const std::int64_t> words) override {
    forget_what_left();
    Post& post = *posts_.emplace_back(std::make_unique<Post>());
    post.words.assign(words.begin(), words.end());
    check(MPI_Isend(post.words.data(), count_of(words.size()), MPI_INT64_T, static_cast<int>(to),
                    posted, MPI_COMM_WORLD, &post.request));
  }

  bool take(unsigned from, std::span<std::int64_t> words) override {
    int there = 0;
    check(MPI_Iprobe(static_cast<int>(from), posted, MPI_COMM_WORLD, &there, MPI_STATUS_IGNORE));
    if (there == 0) return false;
    check(MPI_Recv(words.data(), count_of(words.size()), MPI_INT64_T, static_cast<int>(from),
                   posted, MPI_COMM_WORLD, MPI_STATUS_IGNORE));
    return true;
  }

  void broadcast(std::span<std::int64_t> words) override {
    MPI_Request request = MPI_REQUEST_NULL;
    check(
        MPI_Ibcast(words.data(), count_of(words.size()), MPI_INT64_T, 0, MPI_COMM_WORLD, &request));
    wait(request);
  }

  void sum(std::span<std::uint64_t> counts) override { reduce(counts, MPI_UINT64_T, MPI_SUM); }
  void sum(std::span<double> sums) override { reduce(sums, MPI_DOUBLE, MPI_SUM); }
  void greatest(std::span<std::int64_t> values) override { reduce(values, MPI_INT64_T, MPI_MAX); }

  std::vector<std::string> gather(std::string_view bytes) override;

  void finish() override { check(MPI_Finalize()); }

 private:
  struct Post {
    std::vector<std::int64_t> words;
    MPI_Request request = MPI_REQUEST_NULL;
  };

  template <typename T>
  void reduce(std::span<T> values, MPI_Datatype type, MPI_Op operation) {
    MPI_Request request = MPI_REQUEST_NULL;
    const void* from = rank_ == 0 ? MPI_IN_PLACE : values.data();
    check(MPI_Ireduce(from, values.data(), count_of(values.size()), type, operation, 0,
                      MPI_COMM_WORLD, &request));
    wait(request);
  }

  bool done(MPI_Request& request) {
    int flag = 0;
    check(MPI_Test(&request, &flag, MPI_STATUS_IGNORE));
    return flag != 0;
  }

  /// For any process, or for `peer`. A request that is not done in time is left: all is over then.
  void wait(MPI_Request& request, std::int64_t peer = -1) {
    const std::int64_t begun_ns = monotonic_ns();
    while (!done(request)) {
      if (monotonic_ns() - begun_ns > patience_ns_) {
        const std::string who = peer < 0 ? "another rank" : "rank " + std::to_string(peer);
        throw CommunicatorError(who + " has not answered for " +
                                std::to_string(patience_ns_ / 1'000'000'000) + " s");
      }
      pause_since(begun_ns);
    }
  }

  void forget_what_left() {
    while (!posts_.empty() && done(posts_.front()->request)) posts_.pop_front();
  }

  const std::int64_t patience_ns_;
  int rank_ = 0;
  int size_ = 1;
  std::deque<std::unique_ptr<Post>> posts_;  // not known to have left
};

std::vector<std::string> MpiCommunicator::gather(std::string_view bytes) {
  const auto size = static_cast<std::size_t>(size_);
  const int own = count_of(bytes.size());
  std::vector<int> lengths(size), places(size);
  MPI_Request request = MPI_REQUEST_NULL;
  check(MPI_Igather(&own, 1, MPI_INT, lengths.data(), 1, MPI_INT, 0, MPI_COMM_WORLD, &request));
  wait(request);
  for (std::size_t i = 1; i < size; ++i) places[i] = places[i - 1] + lengths[i - 1];
  std::string all(static_cast<std::size_t>(places.back() + lengths.back()), '\0');
  check(MPI_Igatherv(bytes.data(), own, MPI_BYTE, all.data(), lengths.data(), places.data(),
                     MPI_BYTE, 0, MPI_COMM_WORLD, &request));
  wait(request);
  std::vector<std::string> parts;
  for (std::size_t i = 0; rank_ == 0 && i < size; ++i) {
    parts.push_back(
        all.substr(static_cast<std::size_t>(places[i]), static_cast<std::size_t>(lengths[i])));
  }
  return parts;
}

}  // namespace
}  // namespace dispatchbench::loadgen

extern "C" dispatchbench::loadgen::Communicator* dispatchbench_make_communicator(
    std::int64_t patience_ns) {
  return new dispatchbench::loadgen::MpiCommunicator(patience_ns);
}
