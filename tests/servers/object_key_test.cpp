#include "servers/object_key.hpp"

#include <string>

#include <gtest/gtest.h>

namespace dispatchbench {
namespace {

using Parse = ObjectKey::Parse;

Parse kind_of(const std::string& target) {
  ObjectKey key;
  return ObjectKey::parse(target, key);
}

std::string key_of(const std::string& target) {
  ObjectKey key;
  if (ObjectKey::parse(target, key) != Parse::key) return "(none)";
  EXPECT_EQ(key.view(), key.c_str());
  return std::string(key.view());
}

TEST(ObjectKey, is_the_only_segment_of_the_path) {
  EXPECT_EQ(key_of("/a"), "a");
  EXPECT_EQ(key_of("//a/"), "a");
  EXPECT_EQ(key_of("///a///?q=/x/y"), "a");
  EXPECT_EQ(key_of("/a?b"), "a");
  EXPECT_EQ(key_of("/..."), "...");
}

TEST(ObjectKey, is_none_without_a_segment_or_with_several) {
  for (const char* target : {"/", "//", "/?a", "/a/b", "//a//b/", "/./a"}) {
    EXPECT_EQ(kind_of(target), Parse::not_one_segment) << target;
  }
}

TEST(ObjectKey, is_taken_from_an_absolute_form) {
  EXPECT_EQ(key_of("http://host:80/a"), "a");
  EXPECT_EQ(key_of("HTTPS://host//a?b"), "a");
  EXPECT_EQ(kind_of("http://host"), Parse::not_one_segment);
  EXPECT_EQ(kind_of("http://host?a"), Parse::not_one_segment);
  EXPECT_EQ(kind_of("*"), Parse::no_such_resource);
  EXPECT_EQ(kind_of("a"), Parse::malformed);
  EXPECT_EQ(kind_of("host:80"), Parse::malformed);
}

TEST(ObjectKey, is_not_looked_for_in_what_is_no_target) {
  for (const char* target : {"", "a", "a/b", "?", "%2fa", "/a#b", "/a\x7f", "/\xC3\xA4", "/a\tb",
                             "http://", "http:///a", "http://?a", "http://u@host/a", "ftp://host/a",
                             "http:/a", "http://a b/c", "http://host:port/a", "http://[::1/a"}) {
    EXPECT_EQ(kind_of(target), Parse::malformed) << target;
  }
}

TEST(ObjectKey, is_percent_decoded_once) {
  EXPECT_EQ(key_of("/%61%2e"), "a.");
  EXPECT_EQ(key_of("/%2561"), "%61");
  EXPECT_EQ(key_of("/a+b"), "a+b");
  EXPECT_EQ(key_of("/%E4%f6"), "\xE4\xF6");
}

TEST(ObjectKey, never_leaves_the_folder_and_never_names_a_temporary_file) {
  for (const char* target : {"/.", "/..", "/%2e%2E", "/a%2Fb", "/%2fetc", "/a%00", "/%", "/%4",
                             "/%zz", "/.dispatchbench-tmp-1", "/%2edispatchbench-tmp-"}) {
    EXPECT_EQ(kind_of(target), Parse::refused) << target;
  }
}

TEST(ObjectKey, is_as_long_as_a_file_name_may_be) {
  EXPECT_EQ(key_of("/" + std::string(255, 'a')), std::string(255, 'a'));
  EXPECT_EQ(kind_of("/" + std::string(256, 'a')), Parse::refused);
}

}  // namespace
}  // namespace dispatchbench
