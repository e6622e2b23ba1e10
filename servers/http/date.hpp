// The time of day, as HTTP writes it.
#pragma once

#include <cstddef>
#include <ctime>
#include <optional>
#include <string_view>

namespace dispatchbench {

/// The second that it is, of the kernel's last tick. Any thread.
std::time_t http_now() noexcept;

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7), of now. Written once a second: valid until
/// the calling thread's next call. Any thread.
std::string_view http_date() noexcept;

inline constexpr std::size_t http_date_length = 29;

/// The same of a given second. `text` has room for http_date_length characters.
void write_http_date(std::time_t second, char* text) noexcept;

/// The second that `text` means, in any of the three forms of RFC 9110 (5.6.7).
std::optional<std::time_t> parse_http_date(std::string_view text) noexcept;

}  // namespace dispatchbench
