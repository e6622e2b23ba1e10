#include "experiments/runner/process/memory_file.hpp"

#include <string>

#include <gtest/gtest.h>

#include "base/whole.hpp"

namespace dispatchbench::runner {
namespace {

TEST(MemoryFile, has_its_bytes_from_the_start_for_everyone_who_opens_it) {
  const std::string bytes = "at_seconds\n0\n" + std::string(100'000, 'x');
  const MemoryFile file(bytes);
  EXPECT_EQ(read_whole(file.path()), bytes);
  EXPECT_EQ(read_whole(file.path()), bytes);
}

}  // namespace
}  // namespace dispatchbench::runner
