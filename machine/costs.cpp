#include "machine/costs.hpp"

#include <algorithm>

namespace dispatchbench {
namespace {

using enum Event;

constexpr std::array<EventRow, event_count> event_rows{{
    {accept, "accept", "accepting a connection and choosing where it goes"},
    {hand_over_awake, "hand_over_awake", "handing a connection to a worker that is awake"},
    {hand_over_parked, "hand_over_parked", "… to one that is parked, and waking it"},
    {take_over_awake, "take_over_awake", "taking a connection that was handed over, while awake"},
    {take_over_parked, "take_over_parked", "… after having been woken for it"},
    {wake_up, "wake_up", "going to sleep until something happens, and waking up"},
    {fetch_events, "fetch_events", "asking what is ready, where something is"},
    {request, "request", "reading a request and answering it"},
    {re_arm, "re_arm", "saying what a connection waits for"},
    {steal, "steal", "running another worker's connection"},
    {migrate, "migrate", "moving a connection to another worker"},
    {thread_start, "thread_start", "starting a thread, at either end"},
    {open_connection, "open_connection", "a worker's beginning of a connection"},
    {close_connection, "close_connection", "closing a connection"},
    {byte_read, "byte_read", "a body's byte that is read and written, or sent from a file", true},
    {byte_splice, "byte_splice", "… that is spliced", true},
    {byte_discard, "byte_discard", "… that is discarded in the kernel", true},
    {early_byte, "early_byte", "… that is among the first million of its connection, besides", true,
     false, true},
    {client_connect, "client_connect", "the client's opening and closing of a connection", false,
     true},
    {client_request, "client_request", "the client's sending of a request and reading the answer",
     false, true},
    {client_byte, "client_byte", "a body's byte that the client sends or receives", true, true},
    {client_early_byte, "client_early_byte",
     "… that is among the first million of its connection, besides", true, true, true},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < event_count; ++i) {
    if (static_cast<std::size_t>(event_rows[i].event) != i) return false;
  }
  return true;
}
static_assert(in_order());

}  // namespace

std::span<const EventRow> events() noexcept {
  return event_rows;
}

const EventRow* find_event(std::string_view name) noexcept {
  const auto* const row = std::ranges::find(event_rows, name, &EventRow::name);
  return row == event_rows.end() ? nullptr : row;
}

void Costs::set_bytes(double cost_ns) noexcept {
  for (const Event event : {byte_read, byte_splice, byte_discard}) set(event, cost_ns);
}

bool Costs::any() const noexcept {
  return std::ranges::any_of(ns, [](double cost) { return cost > 0; });
}

Costs Costs::times(double factor) const noexcept {
  Costs product = *this;
  for (double& cost : product.ns) cost *= factor;
  return product;
}

}  // namespace dispatchbench
