#include "base/output.hpp"

#include <array>
#include <climits>
#include <fcntl.h>
#include <fstream>
#include <future>
#include <iterator>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/descriptor.hpp"
#include "base/json_text.hpp"

namespace dispatchbench {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Optional;

class Output : public testing::Test {
 protected:
  Output() {
    std::string name = (fs::temp_directory_path() / "output_test.XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~Output() override { fs::remove_all(folder_); }

  static std::string content(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static fs::path path_of(int descriptor) {
    return fs::path("/dev/fd") / std::to_string(descriptor);
  }
  auto files() const {
    return std::distance(fs::directory_iterator(folder_), fs::directory_iterator());
  }

  fs::path folder_;
};

TEST_F(Output, is_a_file_or_replaces_one) {
  const fs::path path = folder_ / "load.json";
  for (const char* text : {"the old and longer content", "new"}) {
    EXPECT_EQ(output_problem(path), std::nullopt);
    write_output(path, text);
    EXPECT_EQ(content(path), text);
  }
  EXPECT_EQ(files(), 1);
}

TEST_F(Output, keeps_the_mode_of_what_it_replaces) {
  const fs::path path = folder_ / "load.json";
  write_output(path, "old");
  ::chmod(path.c_str(), 0600);
  write_output(path, "new");
  EXPECT_EQ(fs::status(path).permissions(), fs::perms(0600));
}

TEST_F(Output, replaces_what_a_link_points_at_and_keeps_the_link) {
  fs::create_directory(folder_ / "there");
  fs::create_symlink("there/load.json", folder_ / "link");
  fs::create_symlink(folder_ / "link", folder_ / "link of a link");
  for (const char* text : {"made through the link", "replaced through the link"}) {
    write_output(folder_ / "link of a link", text);
    EXPECT_EQ(content(folder_ / "there" / "load.json"), text);
  }
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  EXPECT_TRUE(fs::is_symlink(folder_ / "link of a link"));
}

TEST_F(Output, goes_into_a_named_pipe_and_leaves_it_one) {
  const fs::path path = folder_ / "pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(output_problem(path), std::nullopt);
  EXPECT_TRUE(is_stream(path));
  auto read = std::async(std::launch::async, [&] { return content(path); });
  write_output(path, "through the pipe");
  EXPECT_EQ(read.get(), "through the pipe");
  EXPECT_TRUE(fs::is_fifo(path));
}

TEST_F(Output, goes_to_a_device_and_leaves_it_one) {
  EXPECT_EQ(output_problem("/dev/null"), std::nullopt);
  write_output("/dev/null", "forgotten");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  EXPECT_THROW(write_output("/dev/full", "too much"), std::system_error);
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

TEST_F(Output, goes_to_a_descriptor_behind_what_it_has_written) {
  const fs::path path = folder_ / "redirected";
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  ASSERT_EQ(::write(file.get(), "before ", 7), 7);
  fs::create_symlink(path_of(file.get()), folder_ / "link");
  EXPECT_EQ(output_problem(folder_ / "link"), std::nullopt);
  write_output(folder_ / "link", "and after");
  EXPECT_EQ(content(path), "before and after");
}

TEST_F(Output, waits_for_room_in_a_pipe_that_would_not) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK), 0);
  const Descriptor from(ends[0]);
  Descriptor to(ends[1]);
  const std::string much(1'000'000, 'x');
  auto written = std::async(std::launch::async, [&] {
    write_output(path_of(to.get()), much);
    to.reset();
  });
  std::size_t got = 0;
  std::array<char, 65536> piece{};
  ::fcntl(from.get(), F_SETFL, 0);
  while (got < much.size()) got += static_cast<std::size_t>(::read(from.get(), &piece, 65536));
  written.get();
  EXPECT_EQ(got, much.size());
}

TEST_F(Output, is_refused_with_the_reason) {
  fs::create_symlink("circle", folder_ / "circle");
  const Descriptor reading(::open("/dev/zero", O_RDONLY | O_CLOEXEC));
  const std::string free = "/dev/fd/" + std::to_string(::sysconf(_SC_OPEN_MAX) - 1);
  EXPECT_THAT(output_problem(""), Optional(HasSubstr("no name")));
  EXPECT_THAT(output_problem(folder_), Optional(HasSubstr("folder")));
  EXPECT_THAT(output_problem(folder_ / "load.json" / ""), Optional(HasSubstr("folder")));
  EXPECT_THAT(output_problem(folder_ / "none" / "load.json"), Optional(HasSubstr("folder")));
  EXPECT_THAT(output_problem("/proc/load.json"), Optional(HasSubstr("folder")));
  EXPECT_THAT(output_problem(folder_ / "circle"), Optional(HasSubstr("symbolic links")));
  EXPECT_THAT(output_problem(path_of(reading.get())), Optional(HasSubstr("reading only")));
  EXPECT_THAT(output_problem(free), Optional(HasSubstr("no such descriptor")));
  EXPECT_THAT(output_problem(folder_ / std::string(NAME_MAX + 1, 'x')),
              Optional(HasSubstr("too long")));
  EXPECT_EQ(files(), 1);  // the circle
}

TEST_F(Output, may_have_as_long_a_name_as_a_file_may) {
  const fs::path path = folder_ / std::string(NAME_MAX, 'x');
  for (const char* text : {"old", "new"}) write_output(path, text);
  EXPECT_EQ(content(path), "new");
  EXPECT_EQ(files(), 1);
}

TEST_F(Output, may_have_a_name_of_any_bytes) {
  const fs::path path = folder_ / "a b\n\xff\"$x'";
  write_output(path, "there");
  EXPECT_EQ(content(path), "there");
}

TEST(JsonText, replaces_bytes_that_are_not_utf_8) {
  const nlohmann::json value{{"name", "a\xff z"}};
  EXPECT_EQ(json_text(value), "{\"name\":\"a\xef\xbf\xbd z\"}");
  EXPECT_EQ(json_text(nlohmann::ordered_json("\xc3")), "\"\xef\xbf\xbd\"");
}

}  // namespace
}  // namespace dispatchbench
