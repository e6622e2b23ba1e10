// A strategy outside of this tree, to copy: dispatch_server --strategy ./skeleton_strategy.so
//
//   g++ -std=c++20 -shared -fPIC -I PREFIX/include/dispatchbench mine.cpp -o mine.so
//
// What it uses of the strategies' headers it finds in the server.
#include "strategies/plugin.hpp"

namespace dispatchbench {

// In skeleton_loop.cpp, which is part of this shared object.
std::unique_ptr<Strategy> make_skeleton_loop(const Environment& environment);

}  // namespace dispatchbench

DISPATCHBENCH_STRATEGY(dispatchbench::own_loop({"skeleton-loop", "an example in a shared object"},
                                               "1 acceptor", dispatchbench::make_skeleton_loop))
