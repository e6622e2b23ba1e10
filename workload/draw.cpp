#include "workload/draw.hpp"

#include <cmath>
#include <numbers>

namespace dispatchbench::workload {
namespace {

constexpr std::uint64_t golden_gamma = 0x9e3779b97f4a7c15;
constexpr std::uint64_t between_streams = 0xd1342543de82ef95;
constexpr std::uint64_t second_halves = 0x8000000000000000;  // of the numbers k

/// SplitMix64's output function: consecutive inputs give independent outputs.
std::uint64_t mixed(std::uint64_t value) noexcept {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

}  // namespace

std::uint64_t bits_at(std::uint64_t seed, Stream stream, std::uint64_t k) noexcept {
  const std::uint64_t sequence =
      mixed(seed ^ (static_cast<std::uint64_t>(stream) * between_streams));
  return mixed(sequence + (k + 1) * golden_gamma);
}

double uniform_at(std::uint64_t seed, Stream stream, std::uint64_t k) noexcept {
  return (static_cast<double>(bits_at(seed, stream, k) >> 12) + 0.5) * 0x1p-52;
}

double normal_at(std::uint64_t seed, Stream stream, std::uint64_t k) noexcept {
  const double radius = std::sqrt(-2 * std::log(uniform_at(seed, stream, k)));
  return radius * std::cos(2 * std::numbers::pi * uniform_at(seed, stream, k ^ second_halves));
}

std::uint64_t group_seed(std::uint64_t seed, std::uint64_t number) noexcept {
  return number == 0 ? seed : bits_at(seed, Stream::group, number);
}

}  // namespace dispatchbench::workload
