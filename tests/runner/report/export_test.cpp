#include <algorithm>
#include <cmath>
#include <sstream>

#include <gmock/gmock.h>

#include "base/named_rows.hpp"
#include "experiments/runner/report/export/exporter.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

MeasuredRun run_of(unsigned index, std::int64_t seconds, const Json& point) {
  MeasuredRun run = some_run("reuseport", index, 40.0 / static_cast<double>(seconds));
  run.index = index;
  run.repeat = 1;
  run.point = point;
  LoadReport& load = *run.load.report;
  load.finished_ns = load.started_ns + seconds * 1'000'000'000;
  load.requests = 40;
  load.bytes_per_second = 4e9 / static_cast<double>(seconds);
  load.cpu_seconds = std::nullopt;
  load.latency = Json::parse(R"({"count": 4, "sum_ns": 10000000, "max_ns": 3900000,
                                 "buckets": [[1000000, 2], [2000000, 1], [4000000, 1]]})")
                     .get<Latency>();
  run.server.cpu_seconds = static_cast<double>(seconds) / 2;
  run.flags = {"cpu-stolen", "others-busy"};
  return run;
}

Measurements some_measurements(const Json& point = Json::object()) {
  FinishedRun run;
  run.summary.experiment = "some";
  run.summary.machine.hardware.cores = 2;
  return {std::move(run), {{"reuseport", point, {run_of(1, 2, point), run_of(2, 4, point)}}}};
}

Latency& latency_of(MeasuredRun& run) {
  return run.load.report->latency;
}

TEST(GoogleBenchmark, has_an_entry_for_each_run_and_then_the_aggregates) {
  const Json file = Json::parse(export_google_benchmark(some_measurements()));
  const Json& entries = file.at("benchmarks");
  ASSERT_EQ(entries.size(), 5U);
  EXPECT_EQ(entries[1].at("run_type"), "iteration");
  EXPECT_EQ(entries[1].at("repetition_index"), 1);
  EXPECT_EQ(entries[1].at("real_time"), 4.0);
  EXPECT_EQ(entries[1].at("cpu_time"), 2.0);
  EXPECT_EQ(entries[1].at("time_unit"), "s");
  EXPECT_EQ(entries[1].at("items_per_second"), 10.0);
  EXPECT_EQ(entries[2].at("name"), "reuseport_mean");
  EXPECT_EQ(entries[2].at("real_time"), 3.0);
  EXPECT_EQ(entries[4].at("aggregate_name"), "stddev");
  EXPECT_NEAR(entries[4].at("real_time").get<double>(), std::sqrt(2), 1e-12);
  EXPECT_EQ(file.at("context").at("num_cpus"), 2);
  EXPECT_TRUE(file.at("context").at("caches").is_array());
}

TEST(Hyperfine, has_one_result_a_row_with_every_time) {
  const Json file = Json::parse(export_hyperfine(some_measurements({{"load.connections", 320}})));
  const Json& result = file.at("results").at(0);
  EXPECT_EQ(result.at("command"), "reuseport");
  EXPECT_EQ(result.at("times"), Json({2.0, 4.0}));
  EXPECT_EQ(result.at("mean"), 3.0);
  EXPECT_EQ(result.at("min"), 2.0);
  EXPECT_EQ(result.at("max"), 4.0);
  EXPECT_EQ(result.at("user"), 1.5);  // all of the server's time
  EXPECT_EQ(result.at("system"), 0.0);
}

TEST(Hyperfine, shares_the_servers_time_as_the_kernel_did_and_follows_a_latency) {
  Measurements measurements = some_measurements();
  measurements.rows[0].runs[0].server.system_share = 0.75;
  measurements.rows[0].runs[1].server.system_share = 0.25;
  Json result = Json::parse(export_hyperfine(measurements)).at("results").at(0);
  EXPECT_EQ(result.at("user"), (0.25 + 1.5) / 2);  // of 1 s and 2 s
  EXPECT_EQ(result.at("system"), (0.75 + 0.5) / 2);
  measurements.run.summary.compare = "latency_p99";
  result = Json::parse(export_hyperfine(measurements)).at("results").at(0);
  EXPECT_EQ(result.at("times"), Json({0.0039, 0.0039}));
}

TEST(GoogleBenchmark, compares_the_latency_where_the_experiment_does) {
  Measurements measurements = some_measurements();
  measurements.run.summary.compare = "latency_p50";
  const Json entries = Json::parse(export_google_benchmark(measurements)).at("benchmarks");
  EXPECT_EQ(entries[1].at("real_time"), 0.001);
  EXPECT_EQ(entries[2].at("real_time"), 0.001);
  EXPECT_EQ(entries[1].at("items_per_second"), 10.0);
}

/// plot_parametrized.py takes nothing else.
TEST(Hyperfine, has_exactly_one_parameter_where_one_option_varies) {
  const auto result_at = [](const Json& point) {
    return Json::parse(export_hyperfine(some_measurements(point))).at("results").at(0);
  };
  EXPECT_EQ(result_at({{"load.connections", 320}}).at("parameters"),
            Json({{"load.connections", "320"}}));
  EXPECT_FALSE(result_at(Json::object()).contains("parameters"));
  EXPECT_FALSE(
      result_at({{"load.connections", 320}, {"load.split", "static"}}).contains("parameters"));
}

/// Fields of RFC 4180, read by a parser of its own.
std::vector<std::vector<std::string>> parse_csv(const std::string& text) {
  std::vector<std::vector<std::string>> lines{{""}};
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string& field = lines.back().back();
    if (text[i] == '"' && quoted && text[i + 1] == '"') {
      field += text[i++];
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (text[i] == ',' && !quoted) {
      lines.back().emplace_back();
    } else if (text[i] == '\n' && !quoted) {
      lines.push_back({""});
    } else if (text[i] != '\r' || quoted) {
      field += text[i];
    }
  }
  lines.pop_back();
  return lines;
}

TEST(Csv, has_a_line_a_run_and_a_column_for_every_varied_option) {
  const auto lines = parse_csv(export_csv(some_measurements({{"load.connections", 320}})));
  ASSERT_EQ(lines.size(), 3U);
  for (const auto& line : lines) EXPECT_EQ(line.size(), lines[0].size());
  const auto column = [&](const std::string& name) {
    return std::find(lines[0].begin(), lines[0].end(), name) - lines[0].begin();
  };
  const auto& second = lines[2];
  const auto at = [&](const std::string& name) {
    return second.at(static_cast<std::size_t>(column(name)));
  };
  EXPECT_EQ(at("index"), "2");
  EXPECT_EQ(at("load.connections"), "320");
  EXPECT_EQ(at("requests_per_second"), "10");
  EXPECT_EQ(at("latency_max_seconds"), "0.0039");
  EXPECT_EQ(at("client_cpu_seconds"), "");
  EXPECT_EQ(at("utilization_busiest_over_mean"), "1.5");
  EXPECT_EQ(at("flags"), "cpu-stolen others-busy");
}

TEST(Csv, quotes_what_needs_it) {
  const Json point{{"load.body-size", "uniform:1MB,4MB"}, {"load.key-prefix", "a\"b\r\nc"}};
  const auto lines = parse_csv(export_csv(some_measurements(point)));
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[1][5], "uniform:1MB,4MB");
  EXPECT_EQ(lines[1][6], "a\"b\r\nc");
}

/// Value and percentile of each line with four fields, as plotters read them.
std::vector<std::vector<double>> parse_hgrm(const std::string& text) {
  std::vector<std::vector<double>> lines;
  std::istringstream input(text);
  for (std::string line; std::getline(input, line);) {
    std::istringstream fields(line);
    std::vector<double> numbers;
    for (double number = 0; fields >> number;) numbers.push_back(number);
    if (numbers.size() >= 3) lines.push_back(numbers);
  }
  return lines;
}

TEST(Hgrm, is_a_percentile_table_in_milliseconds) {
  const std::string text = export_hgrm(some_measurements());
  EXPECT_THAT(text, StartsWith("       Value     Percentile TotalCount 1/(1-Percentile)\n\n"));
  const auto lines = parse_hgrm(text);
  EXPECT_THAT(lines.front(), ElementsAre(1, 0, 4, 1));
  EXPECT_THAT(lines.back(), ElementsAre(3.9, 1, 8));
  for (const auto& line : lines) {
    const double share = line[1];
    EXPECT_EQ(line[0], share <= 0.5 ? 1 : share <= 0.75 ? 2 : 3.9) << share;
    if (line.size() == 4) {
      EXPECT_NEAR(line[3], 1 / (1 - share), 0.01);
    }
  }
  EXPECT_EQ(lines.rbegin()[1].size(), 4U);
  EXPECT_EQ(lines.rbegin()[1][0], 3.9);
  EXPECT_THAT(text, HasSubstr("#[Mean    =        2.500, StdDeviation"));
  EXPECT_THAT(text, HasSubstr("#[Max     =        3.900, Total count    =            8]"));
}

TEST(Hgrm, has_five_lines_in_each_halving_of_what_is_left) {
  Measurements measurements = some_measurements();
  Json buckets = Json::array();
  for (int i = 1; i <= 1000; ++i) buckets.push_back({i * 1'000'000, 1});
  for (MeasuredRun& run : measurements.rows[0].runs) {
    run.load.report->latency =
        Json{{"sum_ns", 1}, {"max_ns", 1'000'000'000}, {"buckets", buckets}}.get<Latency>();
  }
  const auto lines = parse_hgrm(export_hgrm(measurements));
  const auto within = [&](double from, double to) {
    return std::count_if(lines.begin(), lines.end(),
                         [&](const auto& line) { return line[1] >= from && line[1] < to; });
  };
  EXPECT_EQ(within(0, 0.5), 5);
  EXPECT_EQ(within(0.5, 0.75), 5);
  EXPECT_EQ(within(0.75, 0.875), 5);
}

TEST(Hgrm, has_a_line_of_four_fields_for_a_single_sample) {
  Measurements measurements = some_measurements();
  measurements.rows[0].runs.resize(1);
  Latency& latency = latency_of(measurements.rows[0].runs[0]);
  latency = {};
  latency.merge(
      Json::parse(R"({"sum_ns": 3900000, "max_ns": 3900000, "buckets": [[4000000, 1]]})"));
  const std::string text = export_hgrm(measurements);
  const auto lines = parse_hgrm(text);
  EXPECT_THAT(lines, ElementsAre(ElementsAre(3.9, 0, 1, 1), ElementsAre(3.9, 1, 1)));
  EXPECT_THAT(text, HasSubstr("StdDeviation   =        0.000]"));
}

TEST(Exporters, are_found_by_name) {
  for (const Exporter& exporter : exporters()) {
    EXPECT_EQ(find_named(exporters(), exporter.name), &exporter);
    EXPECT_NE(exporter.write(some_measurements()), "");
  }
  EXPECT_EQ(find_named(exporters(), "xml"), nullptr);
}

}  // namespace
}  // namespace dispatchbench::runner
