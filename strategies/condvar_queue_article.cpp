// The condvar queue as the article's draft had it: a new thread for every connection taken, and one
// connection taken at every wake.
#include "strategies/dealt_reactors.hpp"
#include "strategies/handoff/article_mailbox.hpp"

namespace dispatchbench {

std::unique_ptr<Strategy> make_condvar_queue_article(const Environment& environment) {
  return std::make_unique<DealtReactors>(
      environment, [](Waker& worker, ThreadAccounting& accounting) {
        return std::make_unique<ArticleMailbox>(worker, accounting);
      });
}

}  // namespace dispatchbench
