#include "strategies/handoff/handoffs.hpp"

#include <array>

namespace dispatchbench {

using MakeMailbox = std::unique_ptr<Mailbox>(Waker&, ThreadAccounting&);

// Each is defined in the file of its name.
MakeMailbox make_condvar_mailbox, make_article_mailbox, make_unpark_mailbox;

namespace {

constexpr std::array handoff_rows{
    HandoffRow{.name = "none", .summary = "nothing is handed over", .other_threads = ""},
    HandoffRow{
        .name = "condvar",
        .summary = "a helper waits on a condition variable and wakes the loop, which takes all",
        .other_threads = "1 helper per worker",
        .make = make_condvar_mailbox},
    HandoffRow{.name = "condvar-article",
               .summary = "as the article drafted it: a new helper per connection, one a wake",
               .other_threads = "1 helper per worker and connection",
               .make = make_article_mailbox},
    HandoffRow{.name = "eventfd",
               .summary = "whoever hands over wakes the loop, only if it is parked",
               .other_threads = "",
               .make = make_unpark_mailbox},
};

}  // namespace

std::span<const HandoffRow> handoffs() noexcept {
  return handoff_rows;
}

}  // namespace dispatchbench
