#include "servers/date.hpp"

#include <array>
#include <cstring>

#include <fmt/compile.h>
#include <fmt/format.h>

namespace dispatchbench {
namespace {

constexpr std::size_t date_length = 29;
constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct Written {
  std::time_t second = -1;
  std::array<char, date_length> text;
};

}  // namespace

void write_http_date(std::time_t second, char* text) noexcept {
  std::tm time{};
  ::gmtime_r(&second, &time);  // strftime would follow the locale
  fmt::format_to_n(text, date_length, FMT_COMPILE("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT"),
                   days[static_cast<std::size_t>(time.tm_wday)], time.tm_mday,
                   months[static_cast<std::size_t>(time.tm_mon)], time.tm_year + 1900, time.tm_hour,
                   time.tm_min, time.tm_sec);
}

std::string_view http_date() noexcept {
  thread_local Written written;
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME_COARSE, &now);  // of the kernel's last tick: no system call
  if (now.tv_sec != written.second) {
    write_http_date(now.tv_sec, written.text.data());
    written.second = now.tv_sec;
  }
  return {written.text.data(), date_length};
}

}  // namespace dispatchbench
