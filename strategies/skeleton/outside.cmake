# A strategy outside of the tree of dispatchbench, to copy:
#
#   cmake -B build -DCMAKE_PREFIX_PATH=PREFIX && cmake --build build
#   dispatch_server --strategy build/skeleton_strategy.so --null
cmake_minimum_required(VERSION 3.25)
project(skeleton_strategy LANGUAGES CXX)

find_package(dispatchbench 0.1 REQUIRED)
dispatchbench_strategy(skeleton_strategy skeleton_plugin.cpp skeleton_loop.cpp)
