// Objects kept as files in one folder.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/descriptor.hpp"
#include "servers/http/object_version.hpp"
#include "servers/http/status.hpp"
#include "servers/object_key.hpp"

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

  /// From now on only what `seen` says may be replaced; nothing: there must be no object.
  void expect(const std::optional<ObjectVersion>& seen) noexcept;

  /// Puts the object in the place of any old one, in one step. Once. Status::ok, or created if
  /// there was none when the upload began, or why not: precondition_failed if it is not what was
  /// expected, else what the disk says. The old object is untouched then.
  Status commit() noexcept;

 private:
  friend class ObjectStore;
  enum class Expected : std::uint8_t { anything, nothing, seen };

  Upload(int folder, const ObjectKey& key, bool replaces)
      : folder_(folder), key_(key.view()), replaces_(replaces) {}
  bool open() noexcept;
  bool link() noexcept;
  Status take_place() noexcept;
  bool has_name() const noexcept { return temporary_.front() != '\0'; }

  const int folder_;
  const std::string key_;
  const bool replaces_;
  Expected expected_ = Expected::anything;
  ObjectVersion seen_;                // of Expected::seen
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
    ObjectVersion version;
    Status status = Status::not_found;  ///< ok: there; not_found; internal_error
  };
  /// Only regular files, no links.
  Object open(const ObjectKey& key) const noexcept;

  /// What is there now; nothing if no object is.
  std::optional<ObjectVersion> find(const ObjectKey& key) const noexcept;

  /// Null if an object of that name cannot be written. Throws std::bad_alloc.
  std::unique_ptr<Upload> begin_upload(const ObjectKey& key) const;

  /// ok, not_found or internal_error.
  Status remove(const ObjectKey& key) const noexcept;

 private:
  void sweep() const noexcept;

  Descriptor folder_;
};

}  // namespace dispatchbench
