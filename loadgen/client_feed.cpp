// The requests that come to a thread's connections as they fall due, instead of being asked for.
#include "base/clock.hpp"
#include "loadgen/client.hpp"

namespace dispatchbench::loadgen {

void Client::add_fed_group(GroupPlan& plan) {
  auto& fed = fed_.emplace_back(new FedGroup{Feed(plan, thread_, options_.threads), {}, {}, {}, 0});
  // The groups' slots are numbered one after the other.
  fed->next_slot = plan.first_slot();
  while (fed->next_slot % options_.threads != thread_) ++fed->next_slot;
  const unsigned end = plan.first_slot() + plan.group().connections;
  for (unsigned index = fed->next_slot; index < end; index += options_.threads) ++fed->working;
}

/// What has fallen due goes to a connection, or waits for one.
void Client::feed_due() {
  for (const auto& fed : fed_) {
    while (fed->working > 0) {
      const auto due_ns = fed->feed.due_ns();
      const std::int64_t now_ns = monotonic_ns();
      if (!due_ns || start_ns_ + *due_ns > now_ns) break;
      give(*fed, fed->feed.take(), now_ns);
      if (!fed->feed.due_ns()) --busy_;
    }
  }
}

void Client::give(FedGroup& fed, const ScheduledRequest& request, std::int64_t now_ns) {
  const auto number = fed.feed.slot();
  Slot* slot = number ? slot_of(*number) : free_slot(fed);
  const bool too_late = past_deadline(now_ns) && !request.warmup;
  if (too_late || (slot != nullptr && slot->given_up)) {
    fed.dropped.push_back(request);
  } else if (slot == nullptr) {
    fed.waiting.push_back(request);
  } else if (slot->working) {
    slot->waiting.push_back(request);
  } else {
    ++busy_;
    slot->working = true;
    slot->request = request;
    slot->request->waited = slot->free_ns > start_ns_ + request.due_ns;
    start(*slot, now_ns);
  }
}

/// Where none is free, one that is opened now, if that is still allowed; null otherwise.
Client::Slot* Client::free_slot(FedGroup& fed) {
  if (!fed.idle.empty()) {
    Slot* slot = fed.idle.front();
    fed.idle.pop_front();
    return slot;
  }
  const GroupPlan& plan = fed.feed.plan();
  if (fed.next_slot >= plan.first_slot() + plan.group().connections) return nullptr;
  Slot& slot = add_slot(fed.next_slot);
  fed.next_slot += options_.threads;
  return &slot;
}

/// What waits for this connection, or for any; otherwise it is idle until something falls due.
void Client::next_waiting(Slot& slot, std::int64_t now_ns) {
  auto& waiting = slot.waiting.empty() ? slot.fed->waiting : slot.waiting;
  if (waiting.empty() || past_deadline(now_ns)) {
    --busy_;
    slot.working = false;
    if (slot.plan.any_connection()) slot.fed->idle.push_back(&slot);
    return;
  }
  slot.request = waiting.front();
  slot.request->waited = true;
  waiting.pop_front();
  start(slot, now_ns);
}

void Client::give_up(Slot& slot) {
  retire(slot);
  if (slot.fed == nullptr) return;
  slot.given_up = true;
  // With the last one the feed is over, for there is nobody left to feed.
  if (--slot.fed->working == 0 && slot.fed->feed.due_ns()) --busy_;
}

/// The slots of this thread are made in the order of their numbers, unless they are opened later.
Client::Slot* Client::slot_of(unsigned number) const noexcept {
  return slots_[(number - thread_) / options_.threads].get();
}

}  // namespace dispatchbench::loadgen
