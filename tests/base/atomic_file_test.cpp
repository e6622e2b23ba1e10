#include "base/atomic_file.hpp"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/resource.h>
#include <system_error>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dispatchbench {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class AtomicFile : public testing::Test {
 protected:
  AtomicFile() {
    std::string name = (fs::temp_directory_path() / "atomic_file_test.XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~AtomicFile() override { fs::remove_all(folder_); }

  static std::string content(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  auto files() const {
    return std::distance(fs::directory_iterator(folder_), fs::directory_iterator());
  }

  fs::path folder_;
};

TEST_F(AtomicFile, holds_what_was_written) {
  const std::string text("line\nzero \0 inside", 18);
  write_file_atomically(folder_ / "report.json", text);
  EXPECT_EQ(content(folder_ / "report.json"), text);
}

TEST_F(AtomicFile, replaces_an_older_one) {
  write_file_atomically(folder_ / "report.json", "the old and longer content");
  write_file_atomically(folder_ / "report.json", "new");
  EXPECT_EQ(content(folder_ / "report.json"), "new");
}

TEST_F(AtomicFile, leaves_nothing_beside_it) {
  write_file_atomically(folder_ / "report.json", "x");
  EXPECT_EQ(files(), 1);
}

TEST_F(AtomicFile, names_the_path_it_could_not_write) {
  const fs::path path = folder_ / "no such folder" / "report.json";
  try {
    write_file_atomically(path, "x");
    FAIL() << "nothing was thrown";
  } catch (const std::system_error& error) {
    EXPECT_THAT(error.what(), HasSubstr(path.string()));
  }
}

TEST_F(AtomicFile, leaves_nothing_behind_where_it_cannot_take_its_place) {
  fs::create_directory(folder_ / "report.json");
  EXPECT_THROW(write_file_atomically(folder_ / "report.json", "x"), std::system_error);
  EXPECT_EQ(files(), 1);
}

TEST_F(AtomicFile, keeps_the_older_one_where_the_new_one_does_not_fit) {
  write_file_atomically(folder_ / "report.json", "old");
  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  const rlimit small{4096, limit.rlim_max};
  const auto before = std::signal(SIGXFSZ, SIG_IGN);
  ::setrlimit(RLIMIT_FSIZE, &small);
  EXPECT_THROW(write_file_atomically(folder_ / "report.json", std::string(10'000, 'x')),
               std::system_error);
  ::setrlimit(RLIMIT_FSIZE, &limit);
  std::signal(SIGXFSZ, before);
  EXPECT_EQ(content(folder_ / "report.json"), "old");
  EXPECT_EQ(files(), 1);
}

TEST_F(AtomicFile, takes_the_place_of_one_that_a_killed_process_with_its_number_left) {
  const fs::path path = folder_ / "report.json";
  write_file_atomically(path, "old");
  std::ofstream(path.string() + ".tmp." + std::to_string(::getpid())) << "half and longer";
  write_file_atomically(path, "whole");
  EXPECT_EQ(content(path), "whole");
  EXPECT_EQ(files(), 1);
}

TEST_F(AtomicFile, of_killed_processes_are_removed_and_nothing_else) {
  for (const char* name : {"a.json", "a.json.tmp.12", "a.tmp.json", ".tmp.x", "b.tmp.1.tmp.2"}) {
    std::ofstream(folder_ / name) << "x";
  }
  remove_unfinished_files(folder_);
  EXPECT_EQ(files(), 3);
  EXPECT_TRUE(fs::exists(folder_ / ".tmp.x"));
  remove_unfinished_files(folder_ / "no such folder");
}

}  // namespace
}  // namespace dispatchbench
