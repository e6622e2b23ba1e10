// Rows, as in strategies/registry.cpp and in the tables of the parts.
#include "strategies/skeleton/skeletons.hpp"

#include "base/named_rows.hpp"

namespace dispatchbench {

// Each is defined in the file of its name.
std::unique_ptr<Placement> make_skeleton_placement(std::size_t self);
std::unique_ptr<Strategy> make_skeleton_loop(const Environment& environment);

namespace {

/// Goes into strategies/placement/placements.cpp, among the others there.
constexpr PlacementRow skeleton_placement{
    .name = "skeleton",
    .summary = "the idle worker with the fewest requests in hand",  // what --list-parts shows
    .reads_loads = true,  // else choose() sees only how many workers there are
    .make = make_skeleton_placement};

}  // namespace

const std::vector<StrategyRow>& skeletons() {
  static const std::vector<StrategyRow> rows{
      // In registry.cpp parts are named: composed({"…", "…"}, "acceptor-thread", "…", …).
      composed({"skeleton-of-parts", "an acceptor deals to whoever has least to do"},
               Parts{.accept = find_named(accepts(), "acceptor-thread"),
                     .placement = &skeleton_placement,
                     .handoff = find_named(handoffs(), "eventfd"),
                     .afterwards = find_named(afterwards(), "stays")}),
      // What it starts besides its workers is said for --list-strategies.
      own_loop({"skeleton-loop", "an acceptor deals to loops that know nothing but epoll"},
               "1 acceptor", make_skeleton_loop)};
  return rows;
}

}  // namespace dispatchbench
