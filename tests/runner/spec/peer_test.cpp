// The registry of peers, and what stands in its rows.
#include "experiments/runner/spec/peer.hpp"

#include <csignal>
#include <fstream>

#include <gmock/gmock.h>

#include "base/command_line.hpp"
#include "base/named_rows.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

PeerList registered(const Json& registry) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "registry.json";
  std::ofstream(file) << registry.dump();
  return read_peers(file, some_options().server);
}

TEST(PeerRegistry, the_projects_own_is_in_order) {
  const PeerList peers =
      read_peers(SOURCE_DIR "/servers/peers/registry.json", some_options().server);
  ASSERT_NE(find_named(peers, "ceiling"), nullptr);
  EXPECT_TRUE(find_named(peers, "ceiling")->announces);
  EXPECT_FALSE(find_named(peers, "nginx")->announces);
  EXPECT_TRUE(find_named(peers, "nginx-dav")->takes("store"));
  EXPECT_EQ(find_named(peers, "apache"), nullptr);
}

TEST(PeerRegistry, a_row_says_how_a_peer_is_run) {
  const PeerList peers = some_peers();
  EXPECT_EQ(names_of(peers), "fake, keeper, absent");
  EXPECT_EQ(peers[0].stop_signal, SIGTERM);
  EXPECT_TRUE(peers[2].workers.in_children);
  EXPECT_EQ(peers[2].workers.thread_name, "worker");
}

TEST(PeerRegistry, tells_what_is_installed) {
  const PeerList peers = some_peers();
  EXPECT_EQ(program_of(peers[0], FAKE_BIN), std::string(FAKE_BIN "/fake_peer"));
  EXPECT_FALSE(program_of(peers[0], "/nowhere"));
  EXPECT_FALSE(program_of(peers[2], FAKE_BIN));
}

TEST(PeerRegistry, a_program_may_lie_in_the_peers_own_folder) {
  const TemporaryFolder folder;
  const auto program = folder.path() / "fake" / "server";
  std::filesystem::create_directory(program.parent_path());
  std::ofstream(program) << "#!/bin/sh\n";
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  Json registry = some_registry();
  registry[0]["command"] = {"{peer}/server", "{port}", "{threads}"};
  std::ofstream(folder.path() / "registry.json") << registry.dump();
  const PeerList peers = read_peers(folder.path() / "registry.json", some_options().server);
  EXPECT_EQ(program_of(peers[0], "/nowhere"), program);
  std::filesystem::remove(program);
  EXPECT_FALSE(program_of(peers[0], "/nowhere"));
}

struct RegistryRefusal {
  const char* patch;
  const char* named;
  const char* expected;
};

class RefusedPeer : public testing::TestWithParam<RegistryRefusal> {};

TEST_P(RefusedPeer, is_refused_with_its_row_and_key) {
  Json registry = some_registry();
  registry[0].merge_patch(Json::parse(GetParam().patch));
  try {
    registered(registry);
    FAIL() << "it is not refused";
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr(GetParam().named), HasSubstr(GetParam().expected)));
  }
}

const RegistryRefusal registry_refusals[] = {
    {R"({"nmae": "x"})", "peers[0].nmae", "unknown key"},
    {R"({"name": "keeper"})", "peers[1].name", "of its own"},
    {R"({"summary": null})", "peers[0].summary", "some text"},
    {R"({"command": "fake_peer"})", "peers[0].command", "list of words"},
    {R"({"command": ["fake_peer", "{port}"]})", "peers[0].command", "{threads}"},
    {R"({"command": ["fake_peer", "{threads}"]})", "peers[0].command", "{port}"},
    {R"({"command": ["fake_peer", "{port}", "{threads}", "{store}"]})", "peers[0].command",
     "no {store}"},
    {R"({"command": ["{peer}/server", "{port}", "{threads}"]})", "peers[0].command", "or a folder"},
    {R"({"config": "missing.conf"})", "peers[0].config", "beside the registry"},
    {R"({"options": ["thread"]})", "peers[0].options", "options of dispatch_server"},
    {R"({"ready": "soon"})", "peers[0].ready", "port, line"},
    {R"({"stop": "SIGKILL"})", "peers[0].stop", "SIGTERM, SIGQUIT"},
    {R"({"workers": "some"})", "peers[0].workers", "threads, processes"},
};
INSTANTIATE_TEST_SUITE_P(Each, RefusedPeer, testing::ValuesIn(registry_refusals));

TEST(PeerTemplate, placeholders_are_words_in_braces_and_nothing_else) {
  constexpr const char* text = "http { port {port}; {} {Port} { x } \\d{2} {work}/{port}";
  EXPECT_THAT(placeholders_in(text), ElementsAre("port", "work"));
  EXPECT_EQ(filled(text, {{"port", "80"}, {"work", "/w"}}),
            "http { port 80; {} {Port} { x } \\d{2} /w/80");
}

}  // namespace
}  // namespace dispatchbench::runner
