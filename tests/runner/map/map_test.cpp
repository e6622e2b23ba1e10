// map.json, there and back, and what is kept of a map that is not finished.
#include "experiments/runner/map/map.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "experiments/runner/map/plan.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

namespace fs = std::filesystem;

Map map_of_two() {
  Map map;
  map.title = "Two cells";
  map.cores = {8};
  map.workloads.push_back({});
  map.workloads.back().name = "kept";
  for (const char* strategy : {"reuseport", "threads-epoll"}) {
    Cell cell;
    cell.strategy = strategy;
    cell.workload = "kept";
    cell.cores = 8;
    cell.latency_p99.seconds = 0.02;
    cell.draws = {{7, 0.02, 0.01}};
    cell.busy_over_time = BusyOverTime{7, 0.5, {0.25, 0.5}, {0.5, 0.75}, {1, 1}};
    map.cells.push_back(cell);
  }
  return map;
}

TEST(Map, is_read_as_it_was_written) {
  const TemporaryFolder folder;
  write_map(map_of_two(), folder.path());
  const Map map = read_map(folder.path());
  EXPECT_EQ(Json(map), Json(map_of_two()));
}

TEST(Map, of_an_earlier_version_has_no_use_over_time_and_no_subjects) {
  Json older = map_of_two();
  older.erase("caveat_subjects");
  for (Json& cell : older.at("cells")) cell.erase("busy_over_time");
  const Map map = older.get<Map>();
  EXPECT_FALSE(map.cells.front().busy_over_time);
  EXPECT_TRUE(map.caveat_subjects.empty());
}

TEST(Map, has_a_line_a_cell_and_five_digits_a_figure) {
  const TemporaryFolder folder;
  Map map = map_of_two();
  map.cells[0].latency_p99.seconds = 0.0123456789;
  write_map(map, folder.path());
  std::ifstream file(folder.path() / "map.json");
  unsigned cells = 0;
  for (std::string line; std::getline(file, line);) cells += line.starts_with("{\"strategy\"");
  EXPECT_EQ(cells, 2U);
  EXPECT_EQ(read_map(folder.path()).cells[0].latency_p99.seconds, 0.012346);
}

TEST(Map, finds_its_cells_by_strategy_workload_and_cores) {
  const Map map = map_of_two();
  EXPECT_EQ(find_cell(map, "threads-epoll", "kept", 8), &map.cells[1]);
  EXPECT_EQ(find_cell(map, "threads-epoll", "kept", 2), nullptr);
  EXPECT_EQ(panel_of(map, "kept", 8).size(), 2U);
  EXPECT_EQ(panel_of(map, "other", 8).size(), 0U);
}

TEST(KeptCell, is_there_once_it_is_kept) {
  const TemporaryFolder folder;
  EXPECT_FALSE(kept_cell(folder.path(), "reuseport", "kept", 8));
  keep_cell(map_of_two().cells.front(), folder.path());
  EXPECT_EQ(kept_cell(folder.path(), "reuseport", "kept", 8)->draws.front().seed, 7U);
  EXPECT_FALSE(kept_cell(folder.path(), "reuseport", "kept", 2));
}

TEST(KeptCell, that_is_none_is_refused_by_its_name) {
  const TemporaryFolder folder;
  fs::create_directories(folder.path() / "cells");
  std::ofstream(folder.path() / "cells" / "kept-8-reuseport.json") << "{}";
  EXPECT_THROW(kept_cell(folder.path(), "reuseport", "kept", 8), UsageError);
}

}  // namespace
}  // namespace dispatchbench::runner
