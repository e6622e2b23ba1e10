// The keys of a struct in a file, listed once for reading and for writing. Beside the struct stands
//
//   template <class Fields>
//   void list_fields(Fields& field, Bound<Fields, Estimate>& estimate) {
//     field("median", estimate.median);
//     field("low", estimate.low);  // an optional is null where there is nothing
//   }
//
// and nlohmann's to_json and from_json follow from it. Reading throws Json::exception where a key
// is missing or holds something else.
#pragma once

#include <optional>

#include "experiments/runner/results/json.hpp"

namespace dispatchbench::runner {

class FieldWriter {
 public:
  template <class T>
  using BoundTo = const T;

  explicit FieldWriter(Json& object) : object_(object) {}

  template <class T>
  void operator()(const char* key, const T& value) {
    object_[key] = value;
  }
  template <class T>
  void operator()(const char* key, const std::optional<T>& value) {
    object_[key] = value ? Json(*value) : Json(nullptr);
  }
  /// A key that files of earlier versions lack; they leave the value as it is.
  template <class T>
  void maybe(const char* key, const T& value) {
    (*this)(key, value);
  }
  /// A key that is left out where there is nothing.
  template <class T>
  void if_known(const char* key, const std::optional<T>& value) {
    if (value) object_[key] = *value;
  }

 private:
  Json& object_;
};

class FieldReader {
 public:
  template <class T>
  using BoundTo = T;

  explicit FieldReader(const Json& object) : object_(object) {}

  template <class T>
  void operator()(const char* key, T& value) {
    read(object_.at(key), value);
  }
  template <class T>
  void maybe(const char* key, T& value) {
    const auto found = object_.find(key);
    if (found != object_.end()) read(*found, value);
  }
  template <class T>
  void if_known(const char* key, std::optional<T>& value) {
    maybe(key, value);
  }

 private:
  template <class T>
  static void read(const Json& json, T& value) {
    value = json.get<T>();
  }
  template <class T>
  static void read(const Json& json, std::optional<T>& value) {
    value = json.is_null() ? std::nullopt : std::optional<T>(json.get<T>());
  }

  const Json& object_;
};

/// What a list of fields goes through: to be read from when writing, to be filled when reading.
template <class Fields, class T>
using Bound = typename Fields::template BoundTo<T>;

template <class T>
concept Listed = requires(FieldReader& reader, T& value) {
  list_fields(reader, value);
};

template <Listed T>
void to_json(Json& json, const T& value) {
  json = Json::object();
  FieldWriter writer(json);
  list_fields(writer, value);
}

template <Listed T>
void from_json(const Json& json, T& value) {
  json.get_ref<const Json::object_t&>();  // anything else has no fields
  FieldReader reader(json);
  list_fields(reader, value);
}

}  // namespace dispatchbench::runner
