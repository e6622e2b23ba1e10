// The small parts: body source, server timing, recorder, progress line, report.
#include <cstring>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "loadgen/body_source.hpp"
#include "loadgen/progress.hpp"
#include "loadgen/recording/recorder.hpp"
#include "loadgen/recording/server_timing.hpp"
#include "loadgen/report.hpp"

namespace dispatchbench::loadgen {
namespace {

using testing::Each;
using testing::HasSubstr;

constexpr char byte = static_cast<char>(body_byte);

TEST(BodySource, gives_the_whole_body_and_then_nothing) {
  std::vector<char> buffer(10);
  BodySource body;
  body.begin(25);
  EXPECT_EQ(body.read(buffer.data(), 10), 10U);
  EXPECT_EQ(body.read(buffer.data(), 10), 10U);
  EXPECT_EQ(body.read(buffer.data(), 10), 5U);
  EXPECT_EQ(body.read(buffer.data(), 10), 0U);
  EXPECT_THAT(buffer, Each(byte));
}

TEST(BodySource, writes_a_buffer_once_a_request) {
  std::vector<char> buffer(1000);
  BodySource body;
  body.begin(100'000);
  while (body.read(buffer.data(), buffer.size()) > 0) {
  }
  EXPECT_EQ(body.written(), 1000U);
  body.begin(10);
  body.read(buffer.data(), buffer.size());
  EXPECT_EQ(body.written(), 1010U) << "the buffer may be another by now";
}

TEST(BodySource, notices_a_header_where_the_body_stood) {
  std::vector<char> buffer(1000);
  BodySource body;
  body.begin(100'000);
  body.read(buffer.data(), buffer.size());
  std::memcpy(buffer.data(), "PUT / HTTP/1.1", 14);
  body.read(buffer.data(), buffer.size());
  EXPECT_THAT(buffer, Each(byte));
}

TEST(BodySource, writes_what_lies_outside_the_known_part) {
  std::vector<char> buffer(1000);
  BodySource body;
  body.begin(100'000);
  body.read(buffer.data() + 100, 500);
  body.read(buffer.data(), 100);
  body.read(buffer.data() + 300, 700);
  EXPECT_THAT(buffer, Each(byte));
}

TEST(ServerTiming, worker_and_dispatch_are_read) {
  ServerTiming timing;
  timing.read("server-timing: worker;desc=\"7\", dispatch;dur=0.12\r\n");
  EXPECT_EQ(timing.worker, "7");
  EXPECT_EQ(timing.dispatch_ns, 120'000);
  timing.clear();
  EXPECT_EQ(timing.worker, "");
  EXPECT_EQ(timing.dispatch_ns, std::nullopt);
}

TEST(ServerTiming, other_headers_metrics_and_nonsense_change_nothing) {
  for (const char* line : {"", "\r\n", "Server: worker;desc=7", "Server-Timing:",
                           "Server-Timing: ,;=", "Server-Timing: cache;desc=\"7\", dispatch;dur=x",
                           "Server-Timing: dispatch;dur=-1", "Server-Timing: dispatch;dur=inf"}) {
    ServerTiming timing;
    timing.read(line);
    EXPECT_EQ(timing.worker, "") << line;
    EXPECT_EQ(timing.dispatch_ns, std::nullopt) << line;
  }
}

CompletedRequest completed_of(unsigned slot, std::int64_t due, std::int64_t sent,
                              std::int64_t answered) {
  CompletedRequest completed;
  completed.slot = slot;
  completed.due_ns = due;
  completed.sent_ns = sent;
  completed.answered_ns = answered;
  completed.bytes_sent = 10;
  completed.worker = "3";
  return completed;
}

TEST(Recorder, latency_counts_from_the_due_time_and_the_raw_one_from_the_sending) {
  Recorder recorder;
  recorder.begin(1000);
  recorder.started({.now_ns = 1500});
  recorder.answered(completed_of(0, 1000, 1500, 2000));
  EXPECT_EQ(recorder.figures().latency.max(), 1000);
  EXPECT_EQ(recorder.figures().latency_raw.max(), 500);
}

TEST(Recorder, answers_of_the_warm_up_that_come_in_the_window_count_for_its_rate) {
  Recorder timed, counted;
  timed.begin(1000, 2000);
  counted.begin(1000);
  for (Recorder* recorder : {&timed, &counted}) {
    for (const std::int64_t answered_ns : {900, 1000, 1001, 2000, 2001}) {
      recorder->answered_in_warmup(0, answered_ns, 10);
    }
    EXPECT_EQ(recorder->figures().warmup_requests, 5U);
    EXPECT_EQ(recorder->figures().requests, 0U);
  }
  EXPECT_EQ(timed.figures().requests_in_window, 2U);
  EXPECT_EQ(timed.figures().bytes_sent_in_window, 20U);
  EXPECT_EQ(counted.figures().requests_in_window, 0U) << "its window begins with what is measured";
}

std::int64_t longest_gap_of(Recorder& recorder, std::int64_t ended_ns) {
  recorder.started({.now_ns = 1000});
  recorder.answered(completed_of(0, 1000, 1000, 1300));
  recorder.answered(completed_of(0, 1300, 1300, 1400));
  recorder.end(ended_ns);
  return recorder.figures().threads.at(0).longest_gap_ns;
}

TEST(Recorder, a_server_that_answers_no_more_leaves_a_gap_until_the_window_ends) {
  Recorder windowed, unlimited, answered, silent, idle;
  windowed.begin(1000, 5000);
  EXPECT_EQ(longest_gap_of(windowed, 9000), 3600) << "not what comes after the window";
  unlimited.begin(1000);
  EXPECT_EQ(longest_gap_of(unlimited, 9000), 7600) << "until the thread ends";
  answered.begin(1000, 1200);
  EXPECT_EQ(longest_gap_of(answered, 1400), 300) << "the window ended before the last answer";
  silent.begin(1000, 5000);
  silent.started({.now_ns = 1500});
  silent.end(9000);
  EXPECT_EQ(silent.figures().threads.at(0).longest_gap_ns, 3500) << "from the first send";
  idle.begin(1000, 5000);
  idle.end(9000);
  EXPECT_EQ(idle.figures().threads.at(0).longest_gap_ns, 0) << "nothing was asked";
}

TEST(Recorder, threads_are_merged_slot_by_slot) {
  Recorder first({0, 2}), second({1, 2});
  first.started({.slot = 0, .now_ns = 100});
  first.answered(completed_of(0, 100, 100, 200));
  second.started({.slot = 1, .now_ns = 100});
  second.answered(completed_of(1, 100, 100, 400));
  first.end();
  second.end();
  Figures all = first.figures();
  all.merge(second.figures());
  EXPECT_EQ(all.requests, 2U);
  EXPECT_EQ(all.bytes_sent, 20U);
  EXPECT_EQ(all.workers["3"], 2U);
  EXPECT_EQ(all.slots[0].latency_sum_ns, 100);
  EXPECT_EQ(all.slots[1].latency_sum_ns, 300);
  EXPECT_EQ(all.threads.size(), 2U);
}

TEST(Recorder, takes_room_for_the_slots_that_its_thread_has_begun) {
  Recorder recorder({7, 1024});
  recorder.started({.slot = 7 + 2 * 1024, .now_ns = 100});
  EXPECT_EQ(recorder.figures().slots.size(), 3U);
  Figures all;
  all.merge(recorder.figures());
  EXPECT_EQ(all.slots.size(), 7U + 2 * 1024 + 1);
  EXPECT_EQ(all.slots.back().first_ns, 100);
}

TEST(Recorder, tells_the_groups_of_a_mix_apart) {
  Recorder recorder({0, 1}, 2);
  recorder.begin(0);
  recorder.started({.slot = 0, .group = 1, .now_ns = 100, .waited = true});
  CompletedRequest completed = completed_of(0, 100, 100, 300);
  completed.group = 1;
  recorder.answered(completed);
  recorder.failed({1, "timeout", 400, 0, false});
  const auto& groups = recorder.figures().groups;
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].requests, 0U);
  EXPECT_EQ(groups[1].requests, 1U);
  EXPECT_EQ(groups[1].failed, 1U);
  EXPECT_EQ(groups[1].waited, 1U);
  EXPECT_EQ(groups[1].latency.max(), 200);
  EXPECT_EQ(recorder.figures().waited, 1U);
}

TEST(Recorder, thinking_is_no_time_that_a_connection_could_have_used) {
  Recorder recorder;
  recorder.begin(0);
  recorder.started({.now_ns = 100, .thought_ns = 50});
  recorder.started({.now_ns = 1000, .thought_ns = 300});
  EXPECT_EQ(recorder.figures().slots[0].thought_ns, 300) << "not what came before the first";
}

TEST(Recorder, the_timeline_counts_answers_and_bytes_where_they_fall) {
  Recorder recorder;
  recorder.begin(1000);
  recorder.sent(1000, 5);
  recorder.sent(1000 + Figures::interval_ns, 7);
  recorder.answered(completed_of(0, 1000, 1000, 1000 + 2 * Figures::interval_ns));
  const auto& timeline = recorder.figures().timeline;
  ASSERT_EQ(timeline.size(), 3U);
  EXPECT_EQ(timeline[0].bytes, 5U);
  EXPECT_EQ(timeline[1].bytes, 7U);
  EXPECT_EQ(timeline[2].requests, 1U);
}

TEST(Recorder, warmup_failures_are_errors_but_not_measured) {
  Recorder recorder;
  recorder.failed({0, "timeout", 0, 100, true});
  EXPECT_EQ(recorder.figures().errors.at("timeout"), 1U);
  EXPECT_EQ(recorder.figures().failed, 0U);
  EXPECT_EQ(recorder.figures().bytes_sent_unanswered, 0U);
}

TEST(Progress, line_has_rate_and_time_left) {
  const std::string line = progress_line(0.25, 50, 10);
  EXPECT_THAT(line, HasSubstr(" 25 %"));
  EXPECT_THAT(line, HasSubstr("5 requests/s"));
  EXPECT_THAT(line, HasSubstr("30 s left"));
  EXPECT_LT(line.size(), 80U);
  EXPECT_THAT(progress_line(7, 1, 0), HasSubstr("100 %"));
}

TEST(Progress, a_narrow_terminal_gets_a_shorter_line) {
  for (std::size_t columns = 0; columns < 90; ++columns) {
    EXPECT_LE(progress_line(0.25, 50, 10, columns).size(), columns);
  }
  EXPECT_THAT(progress_line(0.25, 50, 10, 40), HasSubstr("[#"));
  EXPECT_THAT(progress_line(0.25, 50, 10, 30), testing::StartsWith(" 25 %"));
}

LoadResult result_of(std::uint64_t planned, std::uint64_t requests) {
  LoadResult result;
  result.planned = planned;
  result.figures.requests = requests;
  return result;
}

TEST(Report, an_incomplete_run_fails_in_words) {
  const LoadResult result = result_of(10, 7);
  EXPECT_EQ(exit_status({}, result), 1);
  EXPECT_THAT(failure_line({}, result), HasSubstr("3 of 10 requests were never sent"));
  EXPECT_FALSE(load_json({}, result)["complete"]);
}

TEST(Report, an_interrupted_run_fails_as_shells_expect) {
  LoadResult result = result_of(10, 7);
  result.stopped = true;
  result.signal = 2;
  EXPECT_EQ(exit_status({}, result), 130);
  result.signal = 15;
  EXPECT_EQ(exit_status({}, result), 143);
}

TEST(Report, failures_are_counted_by_kind) {
  LoadResult result = result_of(3, 1);
  result.figures.failed = 2;
  result.figures.errors = {{"status 500", 1}, {"timeout", 1}};
  EXPECT_THAT(failure_line({}, result),
              HasSubstr("2 requests failed: 1 x status 500, 1 x timeout"));
  EXPECT_EQ(exit_status({}, result), 1);
}

TEST(Report, names_that_look_the_same_once_they_are_utf8_are_counted_together) {
  LoadResult result = result_of(5, 5);
  result.figures.workers = {{"\xfe", 2}, {"\xff", 3}};
  EXPECT_EQ(load_json({}, result)["answers_by_worker"]["\uFFFD"], 5);
}

TEST(Report, rates_are_over_the_very_time) {
  LoadResult result = result_of(30, 30);
  result.figures.requests_in_window = 30;
  result.window = {0, 300'000'000};
  EXPECT_EQ(load_json({}, result)["requests_per_second"], 100);
}

TEST(Report, percentiles_of_nothing_are_null) {
  const auto json = load_json({}, result_of(0, 0));
  EXPECT_EQ(json["latency_seconds"], nullptr);
  EXPECT_EQ(json["requests_per_second"], 0);
}

}  // namespace
}  // namespace dispatchbench::loadgen
