// The folder in which a server keeps the objects of one run.
#pragma once

#include <filesystem>

#include "base/descriptor.hpp"

namespace dispatchbench::runner {

/// Made empty below `base` and removed with all that is in it when this ends. One that a killed
/// bench has left there is removed too: nobody holds its lock any more.
class StoreFolder {
 public:
  /// Throws std::system_error that names `base`.
  explicit StoreFolder(const std::filesystem::path& base);
  ~StoreFolder();
  StoreFolder(const StoreFolder&) = delete;
  StoreFolder& operator=(const StoreFolder&) = delete;

  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
  Descriptor lock_;  // held as long as this process lives
};

}  // namespace dispatchbench::runner
