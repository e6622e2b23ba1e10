// Objects kept as files in one folder.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "base/descriptor.hpp"
#include "servers/object_key.hpp"
#include "servers/status.hpp"

namespace dispatchbench {

/// An object on its way in: a file without a name, or with a reserved one, until commit(). What was
/// not committed is gone with the Upload. One thread at a time; not beyond its store's life.
class Upload {
 public:
  ~Upload();
  Upload(const Upload&) = delete;
  Upload& operator=(const Upload&) = delete;

  /// What to write the body to.
  int target() const noexcept { return file_.get(); }

  /// Puts the object in the place of any old one, in one step. Once. Status::ok, or why not; the
  /// old object is untouched then.
  Status commit() noexcept;

 private:
  friend class ObjectStore;
  Upload(int folder, const ObjectKey& key) : folder_(folder), key_(key.view()) {}
  bool open() noexcept;
  bool link() noexcept;
  bool has_name() const noexcept { return temporary_.front() != '\0'; }

  const int folder_;
  const std::string key_;
  std::array<char, 64> temporary_{};  // its reserved name, while it has one
  Descriptor file_;
};

/// The folder. Any thread. Objects are not synced to the disk: what is measured is dispatch.
class ObjectStore {
 public:
  /// Makes the folder if it is missing and sweeps what a process that died left behind. Throws
  /// std::system_error if the folder cannot be made or written.
  explicit ObjectStore(const std::filesystem::path& folder);

  struct Object {
    Descriptor file;
    std::uint64_t size = 0;
    Status status = Status::not_found;  ///< ok: there; not_found; internal_error
  };
  /// Only regular files, no links.
  Object open(const ObjectKey& key) const noexcept;

  /// Null if an object of that name cannot be written. Throws std::bad_alloc.
  std::unique_ptr<Upload> begin_upload(const ObjectKey& key) const;

  /// ok, not_found or internal_error.
  Status remove(const ObjectKey& key) const noexcept;

 private:
  void sweep() const noexcept;

  Descriptor folder_;
};

}  // namespace dispatchbench
