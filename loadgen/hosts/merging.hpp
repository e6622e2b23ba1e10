// The figures of all processes as those of one load: counts and histograms are added up bucket by
// bucket, and nothing is ever made of percentiles.
#pragma once

#include <cstdint>

#include "loadgen/hosts/communicator.hpp"
#include "loadgen/recording/figures.hpp"

namespace dispatchbench::loadgen {

/// Points in time of `figures`, from a clock that is so far ahead of rank 0's to that one.
void tell_on_rank_0(std::int64_t offset_ns, Figures& figures) noexcept;

/// All processes call it, with their own figures on rank 0's clock. Afterwards `figures` are those
/// of all at rank 0, threads and slots in the order of their numbers, and nothing elsewhere. Thread
/// i of the load is of rank i mod the number of ranks.
void merge_figures(Communicator& communicator, Figures& figures);

}  // namespace dispatchbench::loadgen
