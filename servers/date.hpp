// The time of day, as HTTP writes it.
#pragma once

#include <ctime>
#include <string_view>

namespace dispatchbench {

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7), of now. Written once a second: valid until
/// the calling thread's next call. Any thread.
std::string_view http_date() noexcept;

/// The same of a given second. `text` has room for 29 characters.
void write_http_date(std::time_t second, char* text) noexcept;

}  // namespace dispatchbench
