#include "base/units.hpp"

#include <array>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dispatchbench {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::Optional;

struct SizeText {
  std::string_view text;
  std::uint64_t bytes;
};

constexpr std::array good_sizes{
    SizeText{"0", 0},
    SizeText{"0B", 0},
    SizeText{"1B", 1},
    SizeText{"40MB", 40'000'000},
    SizeText{"256KiB", 262144},
    SizeText{"1kB", 1000},
    SizeText{"3GB", 3'000'000'000},
    SizeText{"1TB", 1'000'000'000'000},
    SizeText{"1MiB", 1 << 20},
    SizeText{"1GiB", 1 << 30},
    SizeText{"2TiB", std::uint64_t{2} << 40},
    SizeText{"1.5kB", 1500},
    SizeText{"2.01kB", 2010},
    SizeText{"0.5KiB", 512},
};

constexpr std::array bad_sizes{"",      "40",
                               "MB",    "-1MB",
                               "+1MB",  " 1MB",
                               "1MB ",  "1 MB",
                               "1mb",   "1KB",
                               "1kiB",  "1Mb",
                               "0.5B",  "1e3B",
                               "0x1B",  "nanB",
                               "infB",  "1..5B",
                               "1,5kB", ".5kB",
                               "1MB1",  "1M",
                               "00",    "9223372036854775808B",
                               "9e9TB", "99999999999TiB"};

TEST(Sizes, are_a_number_and_a_unit) {
  for (const SizeText& good : good_sizes) {
    EXPECT_THAT(parse_size(good.text), Optional(good.bytes)) << good.text;
  }
}

TEST(Sizes, of_any_other_form_are_refused) {
  for (const std::string_view bad : bad_sizes) EXPECT_EQ(parse_size(bad), std::nullopt) << bad;
}

TEST(Sizes, are_written_so_that_they_parse_back) {
  for (const std::uint64_t bytes : {0UL, 1UL, 999UL, 1000UL, 1024UL, 1025UL, 40'000'000UL,
                                    262'144UL, 1UL << 40, 1'000'000'000'001UL}) {
    EXPECT_THAT(parse_size(format_size(bytes)), Optional(bytes)) << format_size(bytes);
  }
}

TEST(Sizes, are_written_in_the_largest_unit_that_divides_them) {
  EXPECT_EQ(format_size(40'000'000), "40MB");
  EXPECT_EQ(format_size(262'144), "256KiB");
  EXPECT_EQ(format_size(1'500), "1500B");
  EXPECT_EQ(format_size(0), "0B");
}

TEST(Durations, are_a_number_and_a_unit) {
  EXPECT_THAT(parse_duration("0"), Optional(Nanoseconds(0)));
  EXPECT_THAT(parse_duration("5us"), Optional(microseconds(5)));
  EXPECT_THAT(parse_duration("50ms"), Optional(milliseconds(50)));
  EXPECT_THAT(parse_duration("1.5s"), Optional(milliseconds(1500)));
  EXPECT_THAT(parse_duration("2m"), Optional(minutes(2)));
  EXPECT_THAT(parse_duration("0.001us"), Optional(Nanoseconds(1)));
}

TEST(Durations, of_any_other_form_are_refused) {
  for (const std::string_view bad :
       {"", "5", "ms", "-5ms", "5 ms", "5h", "5MS", "5min", "1e3s", "5ms ", "99999999999999m"}) {
    EXPECT_EQ(parse_duration(bad), std::nullopt) << bad;
  }
}

TEST(Durations, are_written_so_that_they_parse_back) {
  for (const Nanoseconds duration :
       {Nanoseconds(0), Nanoseconds(microseconds(1)), Nanoseconds(microseconds(1500)),
        Nanoseconds(milliseconds(50)), Nanoseconds(seconds(61)), Nanoseconds(minutes(2)),
        Nanoseconds(microseconds(123'456'789))}) {
    EXPECT_THAT(parse_duration(format_duration(duration)), Optional(duration))
        << format_duration(duration);
  }
}

TEST(Durations, are_written_in_the_largest_unit_that_divides_them) {
  EXPECT_EQ(format_duration(milliseconds(50)), "50ms");
  EXPECT_EQ(format_duration(seconds(90)), "90s");
  EXPECT_EQ(format_duration(minutes(2)), "2m");
  EXPECT_EQ(format_duration(Nanoseconds(1'500)), "1.5us");
}

TEST(Rates, are_a_size_a_second) {
  EXPECT_THAT(parse_rate("100MB/s"), Optional(1e8));
  EXPECT_THAT(parse_rate("1.5KiB/s"), Optional(1536.0));
}

TEST(Rates, of_any_other_form_are_refused) {
  for (const std::string_view bad :
       {"", "/s", "100MB", "100/s", "0/s", "0B/s", "-1MB/s", "1MB/m", "1MB /s", "1MB/s "}) {
    EXPECT_EQ(parse_rate(bad), std::nullopt) << bad;
  }
}

TEST(Figures, have_three_digits_and_all_before_the_point) {
  EXPECT_EQ(format_figure(0.05123), "0.0512");
  EXPECT_EQ(format_figure(47.51), "47.5");
  EXPECT_EQ(format_figure(999.4), "999");
  EXPECT_EQ(format_figure(999.6), "1000");
  EXPECT_EQ(format_figure(16'801), "16801");
  EXPECT_EQ(format_figure(0), "0");
  EXPECT_EQ(format_figure(-1234.5), "-1234");
  EXPECT_EQ(format_figure(0.0000512), "5.12e-05");
}

TEST(Counts, are_of_one_or_of_several) {
  EXPECT_EQ(format_count(1, "round"), "1 round");
  EXPECT_EQ(format_count(0, "round"), "0 rounds");
  EXPECT_EQ(format_count(3, "round"), "3 rounds");
}

TEST(Numbers, are_the_whole_text) {
  EXPECT_EQ(parse_number<unsigned>("32"), 32U);
  EXPECT_EQ(parse_number<int>("-3"), -3);
  EXPECT_EQ(parse_number<double>("1.5e3"), 1500.0);
  EXPECT_TRUE(std::isnan(parse_number<double>("nan").value()));  // for the caller to refuse
  for (const std::string_view bad : {"", " 1", "1 ", "+1", "12abc", "0x5", "1.5", "-1"}) {
    EXPECT_EQ(parse_number<unsigned>(bad), std::nullopt) << bad;
  }
}

TEST(Numbers, that_the_type_does_not_hold_are_none) {
  EXPECT_EQ(parse_number<std::uint16_t>("65536"), std::nullopt);
  EXPECT_EQ(parse_number<std::uint64_t>("18446744073709551616"), std::nullopt);
  EXPECT_EQ(parse_number<double>("1e999"), std::nullopt);
}

}  // namespace
}  // namespace dispatchbench
