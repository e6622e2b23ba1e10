// The parts together: a strategy, its workers and HTTP.
#include "servers/server.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/command_line.hpp"
#include "running_connection.hpp"

namespace dispatchbench {
namespace {

using testing::StartsWith;

Options options_for(const std::string& strategy, const std::string& report,
                    const std::string& listen = "127.0.0.1:0") {
  const char* const argv[] = {"dispatch_server", "--strategy",      strategy.c_str(),
                              "--null",          "--threads",       "2",
                              "--listen",        listen.c_str(),    "--report",
                              report.c_str(),    "--drain-timeout", "20s"};
  return parse_options(std::size(argv), argv);
}

TestClient connect(const ListenAddress& address) {
  Descriptor socket(::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
  EXPECT_EQ(::connect(socket.get(), address.data(), address.size()), 0);
  return TestClient(std::move(socket));
}

TEST(Server, serves_reports_and_ends) {
  const TemporaryFolder folder;
  const Options options = options_for("reuseport", folder.path() / "report.json");
  Server server(options);
  server.start();
  TestClient client = connect(server.address());
  client.send(put("a", "hello"));
  EXPECT_THAT(client.answer(), StartsWith("HTTP/1.1 200"));
  server.stop();
  server.write_report();
  const auto report = nlohmann::json::parse(folder.read("report.json"));
  EXPECT_EQ(report["workers"].size(), 2U);
  EXPECT_EQ(report["workers"][0]["bytes"].get<int>() + report["workers"][1]["bytes"].get<int>(), 5);
}

TEST(Server, refuses_a_port_that_is_taken) {
  const TemporaryFolder folder;
  const Options options = options_for("single-reactor", folder.path() / "report.json");
  Server first(options);
  first.start();
  const Options same =
      options_for("single-reactor", folder.path() / "report.json", first.address().to_string());
  Server second(same);
  EXPECT_THROW(second.start(), UsageError);
  first.stop();
}

TEST(Server, refuses_a_store_that_cannot_be_written) {
  const TemporaryFolder folder;
  folder.write("file", "");
  Options options = options_for("reuseport", folder.path() / "report.json");
  options.store = folder.path() / "file";
  EXPECT_THROW(Server{options}, UsageError);
}

}  // namespace
}  // namespace dispatchbench
