// Which connection sends request k.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dispatchbench::workload {

/// In turn, or by Zipf's law: connection i (0…) gets a share proportional to 1 / (i + 1)^S.
/// zipf:0 draws every connection equally often, but at random.
struct SpreadShape {
  std::optional<double> zipf;  ///< S; nothing: in turn

  /// "zipf:S" with S from 0 to 10; nothing if malformed.
  static std::optional<SpreadShape> parse(std::string_view text);

  /// Parses back to the same; empty: in turn.
  std::string text() const;
};

/// What SpreadShape::parse accepts, for error messages.
inline constexpr std::string_view spread_syntax = "zipf:S, S from 0 to 10 (such as zipf:1)";

/// Immutable, any thread; 8 bytes a connection where their shares differ.
class Spread {
 public:
  /// `connections` is at least 1.
  Spread(const SpreadShape& shape, std::uint32_t connections, std::uint64_t seed);

  /// A number below `connections`.
  std::uint32_t connection_of(std::uint64_t k) const noexcept;

 private:
  std::uint32_t connections_;
  std::uint64_t seed_;
  bool in_turn_;
  std::vector<double> shares_;  // of the connections up to each; empty: all have the same
};

}  // namespace dispatchbench::workload
