// A service without HTTP to test strategies with: a connection that answers lines, and that notes
// whatever a strategy does to it that the contract forbids.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "gate.hpp"
#include "strategies/connection.hpp"
#include "strategies/runtime/worker.hpp"

namespace dispatchbench {

/// Makes connections that answer every line with a line:
///
///   echo TEXT    TEXT
///   who          the number of the worker that answers
///   hold GATE    keeps the worker busy until the test opens GATE; then the worker's number
///   spin GATE    `again`, until GATE is open; then the worker's number
///   flood BYTES  so many x
///   soon MS      ok; the connection is to be cut after so many ms of silence
///
/// Lines that came at once are answered four a quantum. A draining connection ends when it has
/// answered all that it has. Any thread.
class LineService final : public ConnectionFactory {
 public:
  std::unique_ptr<Connection> make(AcceptedSocket socket) noexcept override;

  /// From now on make() gives null for one connection in two.
  void refuse_every_other() { refusing_ = true; }

  /// From now on a worker may have one thread after the other.
  void let_workers_change_threads() { threads_change_ = true; }

  int made() const { return made_; }
  int alive() const { return made_ - destroyed_; }
  /// Calls of advance() while another was under way, or after `close`.
  int violations() const { return violations_; }
  /// Whether worker `index` ran something. A worker's calls must all come from one thread.
  bool ran(unsigned index) const { return runners_.at(index) != std::thread::id{}; }

  Gates gates;

 private:
  friend class LineConnection;
  void note_runner(const Worker& worker);

  std::atomic<int> made_{0}, destroyed_{0}, violations_{0}, asked_{0};
  std::atomic<bool> refusing_{false}, threads_change_{false};
  std::array<std::atomic<std::thread::id>, 64> runners_{};
};

}  // namespace dispatchbench
