#include "servers/object_store.hpp"

#include <optional>
#include <set>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include <gtest/gtest.h>

#include "base/whole.hpp"
#include "temporary_folder.hpp"

namespace dispatchbench {
namespace {

ObjectKey key(const std::string& name) {
  ObjectKey parsed;
  EXPECT_EQ(ObjectKey::parse("/" + name, parsed), ObjectKey::Parse::key);
  return parsed;
}

class ObjectStoreTest : public testing::Test {
 protected:
  TemporaryFolder folder_;
  ObjectStore store_{folder_.path()};
};

TEST_F(ObjectStoreTest, makes_a_missing_folder) {
  const ObjectStore nested(folder_.path() / "a" / "b");
  EXPECT_TRUE(std::filesystem::is_directory(folder_.path() / "a" / "b"));
}

TEST_F(ObjectStoreTest, refuses_a_folder_that_is_a_file) {
  folder_.write("file", "");
  EXPECT_THROW(ObjectStore(folder_.path() / "file"), std::system_error);
}

TEST_F(ObjectStoreTest, gives_back_what_was_committed) {
  const auto upload = store_.begin_upload(key("a"));
  ASSERT_EQ(write_whole(upload->target(), "hello"), 0);
  EXPECT_EQ(store_.open(key("a")).status, Status::not_found);
  EXPECT_EQ(upload->commit(), Status::created);
  const ObjectStore::Object object = store_.open(key("a"));
  EXPECT_EQ(object.status, Status::ok);
  EXPECT_EQ(object.version.size, 5U);
  EXPECT_EQ(folder_.read("a"), "hello");
}

TEST_F(ObjectStoreTest, leaves_the_old_object_until_the_commit_and_nothing_beside_it) {
  folder_.write("a", "old");
  {
    const auto upload = store_.begin_upload(key("a"));
    ASSERT_EQ(write_whole(upload->target(), "half"), 0);
    EXPECT_EQ(folder_.read("a"), "old");
  }
  EXPECT_EQ(folder_.read("a"), "old");
  EXPECT_EQ(folder_.entries(), 1U);
}

TEST_F(ObjectStoreTest, fails_a_commit_that_finds_a_folder_in_its_place) {
  const auto upload = store_.begin_upload(key("a"));
  std::filesystem::create_directory(folder_.path() / "a");
  EXPECT_EQ(upload->commit(), Status::internal_error);
}

TEST_F(ObjectStoreTest, sweeps_what_a_process_that_died_left_behind) {
  folder_.write(std::string(reserved_prefix) + "4194305-2",
                "stale");  // the highest there is, and 1
  folder_.write(std::string(reserved_prefix) + std::to_string(::getpid()) + "-9", "of before");
  folder_.write("a", "kept");
  const ObjectStore again(folder_.path());
  EXPECT_EQ(folder_.entries(), 1U);
}

TEST_F(ObjectStoreTest, leaves_alone_what_a_process_that_lives_works_on) {
  folder_.write(std::string(reserved_prefix) + std::to_string(::getppid()) + "-2", "half");
  const ObjectStore again(folder_.path());
  EXPECT_EQ(folder_.entries(), 1U);
}

TEST_F(ObjectStoreTest, gives_each_state_of_an_object_a_time_of_its_own) {
  std::set<std::int64_t> times;     // part of the entity tag; files' numbers come again
  constexpr unsigned states = 300;  // many within a tick of the file system's clock
  for (unsigned i = 0; i < states; ++i) {
    store_.begin_upload(key("a"))->commit();
    times.insert(store_.find(key("a")).value().modified_ns);
  }
  EXPECT_EQ(times.size(), states);
}

TEST_F(ObjectStoreTest, has_nothing_to_do_with_links_folders_and_fifos) {
  folder_.write("a", "secret");
  std::filesystem::create_symlink("a", folder_.path() / "link");
  std::filesystem::create_directory(folder_.path() / "folder");
  ASSERT_EQ(::mkfifo((folder_.path() / "fifo").c_str(), 0600), 0);
  for (const char* name : {"link", "folder", "fifo"}) {
    EXPECT_EQ(store_.open(key(name)).status, Status::not_found) << name;
    EXPECT_EQ(store_.remove(key(name)), Status::not_found) << name;
    EXPECT_EQ(store_.begin_upload(key(name)), nullptr) << name;
  }
  EXPECT_EQ(folder_.entries(), 4U);
}

TEST_F(ObjectStoreTest, removes_an_object_once) {
  folder_.write("a", "");
  EXPECT_EQ(store_.remove(key("a")), Status::ok);
  EXPECT_EQ(store_.remove(key("a")), Status::not_found);
}

TEST_F(ObjectStoreTest, lets_one_of_two_create_an_object_that_both_expect_to_be_new) {
  const auto first = store_.begin_upload(key("a"));
  const auto second = store_.begin_upload(key("a"));
  for (const auto& upload : {first.get(), second.get()}) upload->expect(std::nullopt);
  ASSERT_EQ(write_whole(second->target(), "second"), 0);
  EXPECT_EQ(second->commit(), Status::created);
  EXPECT_EQ(first->commit(), Status::precondition_failed);
  EXPECT_EQ(store_.open(key("a")).version.size, 6U);
}

TEST_F(ObjectStoreTest, replaces_only_the_version_that_was_expected) {
  EXPECT_EQ(store_.begin_upload(key("a"))->commit(), Status::created);
  const auto late = store_.begin_upload(key("a"));
  late->expect(store_.find(key("a")));
  const auto in_time = store_.begin_upload(key("a"));
  in_time->expect(store_.find(key("a")));
  EXPECT_EQ(in_time->commit(), Status::ok);
  EXPECT_EQ(late->commit(), Status::precondition_failed);
}

}  // namespace
}  // namespace dispatchbench
