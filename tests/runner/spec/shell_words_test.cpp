// A command line, split into words.
#include "experiments/runner/spec/shell_words.hpp"

#include <gmock/gmock.h>

namespace dispatchbench::runner {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

TEST(ShellWords, are_split_at_blanks_outside_quotes) {
  EXPECT_THAT(shell_words(" a  'b c'\t\"d e\"f\n"), Optional(ElementsAre("a", "b c", "d ef")));
  EXPECT_THAT(shell_words("a '' b"), Optional(ElementsAre("a", "", "b")));
  EXPECT_THAT(shell_words("  "), Optional(IsEmpty()));
}

TEST(ShellWords, have_quotes_within_the_other_kind) {
  EXPECT_THAT(shell_words(R"("it's" 'a "b"')"), Optional(ElementsAre("it's", "a \"b\"")));
}

TEST(ShellWords, have_any_character_after_a_backslash) {
  EXPECT_THAT(shell_words(R"(a\ b \" "c\"\\\d" 'e\')"),
              Optional(ElementsAre("a b", "\"", R"(c"\\d)", "e\\")));
}

TEST(ShellWords, are_none_where_a_quote_stays_open) {
  for (const char* text : {"a 'b", "a \"b", "a \\", "it's"})
    EXPECT_EQ(shell_words(text), std::nullopt);
}

}  // namespace
}  // namespace dispatchbench::runner
