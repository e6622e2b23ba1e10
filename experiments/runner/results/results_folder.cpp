#include "experiments/runner/results/results_folder.hpp"

#include <cerrno>
#include <chrono>
#include <ctime>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/atomic_file.hpp"
#include "base/environment.hpp"
#include "base/json_text.hpp"
#include "base/output.hpp"
#include "experiments/runner/process/places.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

bool same_run(const RunId& a, const RunId& b) {
  return a.index == b.index && a.round == b.round && a.name == b.name &&
         same_content(a.point, b.point);
}

}  // namespace

ResultsFolder ResultsFolder::open(const fs::path& folder, Purpose purpose) {
  if (!fs::is_regular_file(folder / "manifest.json")) {
    throw UsageError("{}: expected the folder of an earlier bench run, with its manifest.json",
                     folder.string());
  }
  if (purpose == Purpose::change && ::access(folder.c_str(), W_OK) != 0) {
    throw UsageError("{}: cannot be written", folder.string());
  }
  return ResultsFolder(fs::canonical(folder));
}

ResultsFolder ResultsFolder::create(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error || ::access(folder.c_str(), W_OK | X_OK) != 0) {
    throw UsageError("{}: cannot be written", folder.string());
  }
  if (!fs::is_empty(folder)) {
    throw UsageError("{}: expected an empty or new folder; go on with a run there is by --resume",
                     folder.string());
  }
  ResultsFolder made(fs::canonical(folder));
  made.lock();
  return made;
}

void ResultsFolder::lock() {
  lock_.reset(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (lock_ && ::flock(lock_.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    throw UsageError("{}: another bench is at work there", path_.string());
  }
}

void ResultsFolder::take_over() {
  lock();
  remove_work();
  fs::create_directories(path_ / "runs");
  for (const fs::path& folder : {path_, path_ / "runs"}) remove_unfinished_files(folder);
}

void ResultsFolder::remove_work() const noexcept {
  std::error_code ignored;
  fs::remove_all(work(), ignored);
}

Manifest ResultsFolder::manifest() const {
  return read_manifest(path_ / "manifest.json");
}

void ResultsFolder::write_manifest(const Manifest& manifest) const {
  write_output(path_ / "manifest.json", json_text(Json(manifest), 2) + "\n");
  fs::create_directory(path_ / "runs");
}

void ResultsFolder::write_summary(const Summary& summary, std::string_view table) const {
  write_output(path_ / "summary.json", json_text(Json(summary), 2) + "\n");
  write_output(path_ / "table.txt", table);
}

std::optional<MeasuredRun> ResultsFolder::read_run(const RunId& id) const {
  const fs::path file = path_ / "runs" / id.file_name();
  if (!fs::exists(file)) return std::nullopt;
  auto run = read_as<MeasuredRun>(file);
  if (same_run(run, id)) return run;
  throw UsageError("{}: holds another run than its name says", file.string());
}

void ResultsFolder::write_run(const MeasuredRun& run) const {
  write_output(path_ / "runs" / run.file_name(), json_text(Json(run)) + "\n");
}

fs::path results_root() {
  const auto named = environment("DISPATCHBENCH_RESULTS");
  return named ? fs::absolute(*named) : standard_results();
}

fs::path reference_root() {
  return data_root() / "results" / "reference";
}

std::string from_here(const fs::path& folder) {
  const fs::path relative = folder.lexically_proximate(fs::current_path()).lexically_normal();
  const bool below = relative.is_relative() && *relative.begin() != "..";
  std::string text = (below ? relative : folder).string();
  if (text.size() > 1 && text.back() == '/') text.pop_back();
  return text;
}

fs::path new_run_path(const std::string& experiment) {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  const fs::path wanted =
      results_root() / experiment / fmt::format("{:%Y-%m-%dT%H-%M-%S}", fmt::localtime(now));
  fs::path path = wanted;
  for (int number = 2; fs::exists(path); ++number) {
    path = fmt::format("{}-{}", wanted.string(), number);
  }
  return path;
}

void point_latest_at(const fs::path& run, const std::string& experiment) {
  std::error_code missing;
  if (!fs::equivalent(run.parent_path(), results_root() / experiment, missing)) return;
  const fs::path link = run.parent_path() / "latest";
  const fs::path beside = run.parent_path() / fmt::format(".latest.{}", ::getpid());
  fs::remove(beside);
  fs::create_directory_symlink(run.filename(), beside);
  fs::rename(beside, link);
}

}  // namespace dispatchbench::runner
