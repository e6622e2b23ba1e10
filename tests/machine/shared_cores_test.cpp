#include "machine/shared_cores.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace dispatchbench {
namespace {

/// In a place of its own, and gone at the end.
struct TemporaryFile {
  std::filesystem::path path = std::filesystem::temp_directory_path() /
                               ("dispatchbench-cores-" + std::to_string(::getpid()));
  ~TemporaryFile() { std::filesystem::remove(path); }
};

TEST(SharedCores, are_the_same_to_all_who_have_the_file) {
  const TemporaryFile file;
  SharedCores one(1, file.path);
  SharedCores other(1, file.path);
  EXPECT_EQ(one.reserve(100, 10, 100).end_ns, 110);
  EXPECT_EQ(other.reserve(100, 10, 100).start_ns, 110);
}

TEST(SharedCores, without_a_file_are_nobody_elses) {
  SharedCores one(1, std::nullopt);
  SharedCores other(1, std::nullopt);
  one.reserve(100, 10, 100);
  EXPECT_EQ(other.reserve(100, 10, 100).start_ns, 100);
}

TEST(SharedCores, refuse_a_file_with_other_cores_and_one_that_is_something_else) {
  const TemporaryFile file;
  { const SharedCores one(2, file.path); }
  EXPECT_THROW(SharedCores(3, file.path), std::runtime_error);
  std::ofstream(file.path) << "something else";
  EXPECT_THROW(SharedCores(2, file.path), std::runtime_error);
}

TEST(SharedCores, outlive_a_process_that_dies_with_all_of_them) {
  const TemporaryFile file;
  SharedCores ours(2, file.path);
  const pid_t child = ::fork();
  if (child == 0) {
    SharedCores theirs(2, file.path);
    for (int i = 0; i < 2; ++i) theirs.reserve(100, 1'000'000'000'000, 100);
    ::_exit(0);
  }
  ASSERT_GT(child, 0);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_EQ(ours.reserve(100, 10, 100'000'000).start_ns, 100);
}

}  // namespace
}  // namespace dispatchbench
