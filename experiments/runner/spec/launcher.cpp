#include "experiments/runner/spec/launcher.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>

#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/command_line.hpp"
#include "base/environment.hpp"
#include "experiments/runner/process/child_process.hpp"
#include "experiments/runner/spec/peer.hpp"
#include "experiments/runner/spec/shell_words.hpp"

namespace dispatchbench::runner {
namespace {

constexpr const char* host_word = "{host}";
constexpr std::string_view launcher_expected =
    R"(ssh, srun, or a command with {host}, as "ip netns exec {host}")";

/// No question at a terminal that nobody sees, and no hanging on a host that is not there.
const std::vector<std::string> ssh_words{"ssh",    "-o", "BatchMode=yes", "-o", "ConnectTimeout=10",
                                         host_word};

/// Beside the steps that run already, one task that may use all the processors.
const std::vector<std::string> srun_words{"srun",    "--overlap",       "--nodes=1",  "--ntasks=1",
                                          "--quiet", "--cpu-bind=none", "--nodelist", host_word};

/// One word to a shell, whatever is in it.
std::string quoted_for_shell(const std::string& word) {
  std::string text = "'";
  for (const char character : word) text += character == '\'' ? "'\\''" : std::string(1, character);
  return text + "'";
}

/// A command that, as ssh does, gives the words after the host to a shell there. mpirun parts what
/// it is told at blanks, and takes a colon for the next one: so there is none of either in it.
std::string agent_of(const std::vector<std::string>& launcher) {
  std::string script = "h=$1;shift;exec";
  for (const std::string& word : launcher) script += "${IFS}" + quoted_for_shell(word);
  script += R"(${IFS}$h${IFS}/bin/sh${IFS}-c${IFS}"$*")";
  return fmt::format("/bin/sh -c {} agent", script);
}

bool is_ssh(const std::string& program) {
  return std::filesystem::path(program).filename() == "ssh";
}

/// Whether this process runs inside an allocation of Slurm.
bool in_allocation() {
  return environment("SLURM_JOB_ID").has_value();
}

}  // namespace

Launcher launcher_from(const std::string& text) {
  if (text == "ssh") return {text, ssh_words, true};
  if (text == "srun") return {text, srun_words, false};
  const auto words = shell_words(text);
  if (!words || words->empty() || !placeholders_in(text).contains("host")) {
    refuse_option("launcher", text, launcher_expected);
  }
  return {text, *words, is_ssh(words->front())};
}

std::vector<std::string> Launcher::on(const std::string& host,
                                      const std::vector<std::string>& command) const {
  std::vector<std::string> all{"/usr/bin/env"};
  for (const std::string& word : words) all.push_back(filled(word, {{"host", host}}));
  for (const std::string& word : command) all.push_back(joins ? quoted_for_shell(word) : word);
  return all;
}

std::vector<std::string> Launcher::for_mpirun() const {
  if (given == "ssh" || given == "srun") return {};
  std::vector<std::string> agent = words;
  const bool at_end = agent.back() == host_word;
  agent.pop_back();
  const bool once = std::ranges::none_of(
      agent, [](const std::string& word) { return word.find(host_word) != word.npos; });
  if (!at_end || !once) {
    refuse_option("launcher", given,
                  "{host} as its last word where the load comes from several hosts: mpirun puts "
                  "it there");
  }
  for (const std::string& word : agent) {
    if (word.find_first_of(" :") == word.npos) continue;
    refuse_option("launcher", given,
                  "no blank and no colon in a word where the load comes from several hosts");
  }
  return {"--mca",         "plm",
          "rsh",           "--mca",
          "plm_rsh_agent", joins ? fmt::format("{}", fmt::join(agent, " ")) : agent_of(agent)};
}

std::string standard_launcher() {
  return in_allocation() ? "srun" : "ssh";
}

std::vector<std::string> hosts_of_allocation() {
  const auto list = environment("SLURM_JOB_NODELIST");
  if (!list) throw UsageError("slurm: expected an allocation (SLURM_JOB_NODELIST); see salloc");
  auto text =
      output_of({"/usr/bin/env", "scontrol", "show", "hostnames", *list}, std::chrono::seconds(10));
  if (!text) throw UsageError("scontrol show hostnames {} does not work", *list);
  std::vector<std::string> hosts;
  boost::split(hosts, *text, boost::is_any_of("\n"));
  std::erase(hosts, "");
  return hosts;
}

}  // namespace dispatchbench::runner
