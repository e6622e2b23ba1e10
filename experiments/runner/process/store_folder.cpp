#include "experiments/runner/process/store_folder.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/file.h>
#include <system_error>

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

constexpr const char* name_prefix = "dispatchbench-store-";

/// The folder open and locked; nothing if another holds it.
Descriptor locked(const fs::path& folder, int wait) {
  Descriptor open(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (open && ::flock(open.get(), LOCK_EX | wait) != 0) open.reset();
  return open;
}

void remove_orphans(const fs::path& base) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(base, ignored)) {
    if (!entry.path().filename().string().starts_with(name_prefix)) continue;
    if (locked(entry.path(), LOCK_NB)) fs::remove_all(entry.path(), ignored);
  }
}

fs::path make_below(const fs::path& base) {
  std::string name = (base / name_prefix).string() + "XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) {
    throw std::system_error(errno, std::generic_category(), base.string());
  }
  return name;
}

}  // namespace

StoreFolder::StoreFolder(const fs::path& given) {
  const fs::path base = fs::absolute(given);  // servers have working folders of their own
  fs::create_directories(base);
  // Between its making and its locking a folder looks like an orphan to another bench.
  const Descriptor alone = locked(base, 0);
  remove_orphans(base);
  path_ = make_below(base);
  lock_ = locked(path_, 0);
}

StoreFolder::~StoreFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace dispatchbench::runner
