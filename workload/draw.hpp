// Random numbers by their number: a function of the seed, the stream and k, with no state. So any
// thread may ask for any k, in any order, and every strategy of a round sees the same sequence.
#pragma once

#include <cstdint>

namespace dispatchbench::workload {

/// What is drawn; each has a sequence of its own, independent of the others of the same seed.
enum class Stream : std::uint64_t { body_size, demand, think, arrivals, connection, group };

/// 64 random bits. The generator is SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom
/// number generators", 2014) read at place k of a sequence that seed and stream choose.
std::uint64_t bits_at(std::uint64_t seed, Stream stream, std::uint64_t k) noexcept;

/// Evenly spread over (0, 1), both ends left out.
double uniform_at(std::uint64_t seed, Stream stream, std::uint64_t k) noexcept;

/// Standard normal (Box and Muller, 1958).
double normal_at(std::uint64_t seed, Stream stream, std::uint64_t k) noexcept;

/// The seed of group `number` of a mix. Group 0 has `seed` itself: a load of one group is that
/// load.
std::uint64_t group_seed(std::uint64_t seed, std::uint64_t number) noexcept;

}  // namespace dispatchbench::workload
