// What the processes of a load say to each other. One implementation knows MPI (mpi/), another is
// that of tests; nothing else of loadgen includes mpi.h.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace dispatchbench::loadgen {

/// Some process does not answer, or what connects them fails; what() is one line. The load is over.
class CommunicatorError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Of one process, whose main thread makes all calls. Whatever waits for another process does so
/// for as long as it was made to be patient, and then throws CommunicatorError; all but finish().
class Communicator {
 public:
  Communicator() = default;
  Communicator(const Communicator&) = delete;
  Communicator& operator=(const Communicator&) = delete;
  virtual ~Communicator() = default;

  virtual unsigned rank() const noexcept = 0;  ///< 0…
  virtual unsigned size() const noexcept = 0;  ///< how many processes

  /// A few words to one other process, which receives as many. A receiver that is waited for soon
  /// is answered without going to sleep, as measuring a clock needs it.
  virtual void send(unsigned to, std::span<const std::int64_t> words) = 0;
  virtual void receive(unsigned from, std::span<std::int64_t> words) = 0;

  /// The same beside everything else, and without waiting: post() returns at once, take() is false
  /// where nothing has come from that process.
  virtual void post(unsigned to, std::span<const std::int64_t> words) = 0;
  virtual bool take(unsigned from, std::span<std::int64_t> words) = 0;

  /// All processes call the rest, in the same order. What rank 0 has, everywhere.
  virtual void broadcast(std::span<std::int64_t> words) = 0;

  /// Element by element, at rank 0; elsewhere the elements are nothing afterwards. As many in all.
  virtual void sum(std::span<std::uint64_t> counts) = 0;
  virtual void sum(std::span<double> sums) = 0;
  virtual void greatest(std::span<std::int64_t> values) = 0;

  /// Every process's bytes, by rank, at rank 0; elsewhere nothing.
  virtual std::vector<std::string> gather(std::string_view bytes) = 0;

  /// Last: nobody has anything more to say. A process that ends without it has failed, and whoever
  /// started the processes ends the others.
  virtual void finish() = 0;
};

/// What the shared object with MPI in it exports. Throws CommunicatorError if it cannot start. The
/// caller owns what it makes.
using MakeCommunicator = Communicator* (*)(std::int64_t patience_ns);
inline constexpr const char* make_communicator_name = "dispatchbench_make_communicator";

}  // namespace dispatchbench::loadgen
