// One thread's connections: a libcurl multi handle driven by an epoll of our own, so that ten
// thousand connections cost no more per request than one.
#pragma once

#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <optional>
#include <queue>
#include <span>
#include <sys/epoll.h>
#include <utility>
#include <vector>

#include <curl/curl.h>

#include "base/descriptor.hpp"
#include "loadgen/censoring.hpp"
#include "loadgen/options/options.hpp"
#include "loadgen/plan/plan.hpp"
#include "loadgen/recording/read_delay.hpp"
#include "loadgen/recording/recorder.hpp"
#include "loadgen/stop.hpp"
#include "loadgen/transfer.hpp"
#include "machine/core_account.hpp"

namespace dispatchbench::loadgen {

/// libcurl's global state; before any Client and until after the last one. One a process at a time.
/// From the first one on the process keeps what it frees, for libcurl to take again.
class CurlLibrary {
 public:
  CurlLibrary();  ///< throws std::runtime_error
  ~CurlLibrary();
  CurlLibrary(const CurlLibrary&) = delete;
  CurlLibrary& operator=(const CurlLibrary&) = delete;
};

/// Made by any thread, run once by one thread. Everything passed in outlives it.
class Client {
 public:
  /// Slots `thread`, thread + threads, … of the plan. Throws std::runtime_error when libcurl or the
  /// kernel refuses. Competes for the cores of `machine`, unless it is null.
  Client(const Options& options, Endpoint& endpoint, unsigned thread, Plan& plan,
         Recorder& recorder, const Stop& stop, EmulatedMachine* machine);
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Sends until every slot has sent its share, the time is up, or a stop is requested: requests
  /// under way are then cut off. After a transport error a slot waits before it goes on, longer
  /// after each in a row, and after `most_errors_in_a_row` it gives up unless the load is for a
  /// duration, or an open loop that has been answered and is not over yet. `start_ns`: the start of
  /// the run, as the plan counts it.
  void run(std::int64_t start_ns);
  static constexpr unsigned most_errors_in_a_row = 3;

  /// What it owed to the machine, after the run.
  const CoreAccount& core() const noexcept { return core_; }

  /// The measured requests of open loops that its slots were to send and have not, after the run.
  std::vector<Unsent> unsent() const;

 private:
  struct FedGroup;
  struct Slot {
    Transfer transfer;
    GroupPlan& plan;
    std::optional<SlotSchedule> schedule;     // asks for its requests …
    FedGroup* fed = nullptr;                  // … or is given them
    std::optional<ScheduledRequest> request;  // waiting for its time, or under way
    std::list<ScheduledRequest> waiting;      // given to it and due, behind that
    std::int64_t free_ns = 0;                 // since when it could have sent
    bool under_way = false;
    bool working = false;   // of one that is fed: not idle
    bool given_up = false;  // likewise: it will send no more
  };
  /// A group whose requests come to this thread's slots.
  struct FedGroup {
    Feed feed;
    std::deque<Slot*> idle;               // the longest idle first
    std::list<ScheduledRequest> waiting;  // due, for whichever slot is free next
    std::list<ScheduledRequest> dropped;  // nobody will send them
    unsigned next_slot = 0;               // of the run: to be opened next
    std::size_t working = 0;              // slots that have not given up, or could be opened
  };
  struct Watch {
    std::uint32_t generation = 0;  // tells an event for a descriptor's predecessor apart
    bool registered = false;
  };
  struct MultiFree {
    void operator()(CURLM* multi) const noexcept { ::curl_multi_cleanup(multi); }
  };
  using Due = std::pair<std::int64_t, Slot*>;  // CLOCK_MONOTONIC, ns

  void watch_stop();
  void add_slots();
  void add_fed_group(GroupPlan& plan);
  Slot& add_slot(unsigned index);
  void schedule(Slot& slot);
  void start(Slot& slot, std::int64_t now_ns);
  void feed_due();
  void give(FedGroup& fed, const ScheduledRequest& request, std::int64_t now_ns);
  Slot* free_slot(FedGroup& fed);
  Slot* slot_of(unsigned number) const noexcept;
  void next_waiting(Slot& slot, std::int64_t now_ns);
  void give_up(Slot& slot);
  void add(Slot& slot);
  void start_freed();
  void start_due();
  void go_on(Slot& slot, std::int64_t now_ns);
  void retire(Slot& slot) noexcept;
  bool past_deadline(std::int64_t now_ns) const noexcept;
  bool has_time_left(const Slot& slot, std::int64_t now_ns) const;
  bool collect();  ///< false if nothing was over
  void finish(Slot& slot, CURLcode code);
  bool run_timer_if_due();
  void wait();
  void note_read_delay(int socket);
  std::int64_t wait_ns() const;
  int wait_for(std::span<epoll_event> events);
  void cut_off();
  int register_socket(int socket, int what);

  static int on_socket(CURL* easy, curl_socket_t socket, int what, void* self, void* known);
  static int on_timer(CURLM* multi, long milliseconds, void* self);

  const Options& options_;
  Endpoint& endpoint_;
  Plan& plan_;
  const unsigned thread_;
  Recorder& recorder_;
  const Stop& stop_;
  CoreAccount core_;
  const std::optional<std::int64_t> deadline_after_ns_;  // the start; of a load for a duration
  ReadSampler read_sampler_;
  const Descriptor epoll_;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::vector<std::unique_ptr<FedGroup>> fed_;
  std::vector<Watch> watches_;  // by descriptor
  std::int64_t timer_ns_ = -1;  // when libcurl wants to be called; -1: never
  // After the slots and what its callbacks use, for it may call them as it goes: it goes before
  // them.
  const std::unique_ptr<CURLM, MultiFree> multi_;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;  // slots that wait for a time
  std::vector<Slot*> freed_;  // may ask for their next request
  std::size_t busy_ = 0;      // slots that are not done yet, and feeds that are not over
  std::int64_t start_ns_ = 0;
  bool answered_ = false;  // the server was there once
};

}  // namespace dispatchbench::loadgen
