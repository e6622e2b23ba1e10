#include "servers/http/date.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/compile.h>
#include <fmt/format.h>

namespace dispatchbench {
namespace {

constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct Written {
  std::time_t second = -1;
  std::array<char, http_date_length> text;
};

}  // namespace

void write_http_date(std::time_t second, char* text) noexcept {
  std::tm time{};
  ::gmtime_r(&second, &time);  // strftime would follow the locale
  fmt::format_to_n(text, http_date_length, FMT_COMPILE("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT"),
                   days[static_cast<std::size_t>(time.tm_wday)], time.tm_mday,
                   months[static_cast<std::size_t>(time.tm_mon)], time.tm_year + 1900, time.tm_hour,
                   time.tm_min, time.tm_sec);
}

std::optional<std::time_t> parse_http_date(std::string_view text) noexcept {
  std::array<char, 48> copy{};  // strptime wants a zero at the end
  if (text.size() >= copy.size()) return std::nullopt;
  std::copy(text.begin(), text.end(), copy.begin());
  for (const char* const form :
       {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"}) {
    std::tm time{};
    const char* const end = ::strptime(copy.data(), form, &time);
    if (end != nullptr && *end == '\0') return ::timegm(&time);
  }
  return std::nullopt;
}

std::time_t http_now() noexcept {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME_COARSE, &now);  // of the kernel's last tick: no system call
  return now.tv_sec;
}

std::string_view http_date() noexcept {
  thread_local Written written;
  const std::time_t now = http_now();
  if (now != written.second) {
    write_http_date(now, written.text.data());
    written.second = now;
  }
  return {written.text.data(), http_date_length};
}

}  // namespace dispatchbench
