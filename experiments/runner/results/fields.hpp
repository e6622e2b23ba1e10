// The keys of a struct in a file, listed once for reading and for writing. After the struct stands
//
//   DISPATCHBENCH_FIELDS(AaPair, required(first, second), as(ratio, "of_rates"), maybe(sentence))
//
// and nlohmann's to_json and from_json follow from it, in this order:
//   required(…)       Reading throws Json::exception where one is missing or holds something else.
//   maybe(…)          Files of earlier versions lack them; the value stays as it is then.
//   if_known(…)       Left out where there is nothing.
//   as(field, key)    Required, under another name than the field's; maybe_as(field, key) likewise.
//   inlined(field)    The fields of a struct, without an object of their own.
//   derived(key, of)  Written only.
// A std::optional is null where there is nothing. A struct that needs more has its own to_json or
// from_json beside this, which call write_fields and read_fields.
#pragma once

#include <map>
#include <optional>
#include <string>

#include <boost/preprocessor/seq/for_each.hpp>
#include <boost/preprocessor/stringize.hpp>
#include <boost/preprocessor/variadic/to_seq.hpp>

#include "experiments/runner/results/json.hpp"

namespace dispatchbench::runner {

class FieldWriter {
 public:
  template <class T>
  using BoundTo = const T;

  explicit FieldWriter(Json& object) : object_(object) {}

  template <class T>
  void required(const char* key, const T& value) {
    object_[key] = value;
  }
  template <class T>
  void required(const char* key, const std::optional<T>& value) {
    object_[key] = or_null(value);
  }
  template <class T>
  void maybe(const char* key, const T& value) {
    required(key, value);
  }
  template <class T>
  void if_known(const char* key, const std::optional<T>& value) {
    if (value) object_[key] = *value;
  }
  template <class T>
  void derived(const char* key, const T& value) {
    object_[key] = value;
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
  void required(const char* key, T& value) {
    read(object_.at(key), value);
  }
  template <class T>
  void maybe(const char* key, T& value) {
    if (const auto found = object_.find(key); found != object_.end()) read(*found, value);
  }
  template <class T>
  void if_known(const char* key, std::optional<T>& value) {
    maybe(key, value);
  }
  template <class T>
  void derived(const char*, const T&) {}

 private:
  template <class T>
  static void read(const Json& json, T& value) {
    value = json.get<T>();
  }
  template <class T>
  static void read(const Json& json, std::optional<T>& value) {
    value = json.is_null() ? std::nullopt : std::optional<T>(json.get<T>());
  }
  /// A mean of nothing is null, and left out.
  static void read(const Json& json, std::map<std::string, double>& numbers) {
    for (const auto& [name, number] : json.items()) {
      if (!number.is_null()) numbers[name] = number.get<double>();
    }
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
void write_fields(Json& json, const T& value) {
  json = Json::object();
  FieldWriter writer(json);
  list_fields(writer, value);
}

template <Listed T>
void read_fields(const Json& json, T& value) {
  json.get_ref<const Json::object_t&>();  // anything else has no fields
  FieldReader reader(json);
  list_fields(reader, value);
}

template <Listed T>
void to_json(Json& json, const T& value) {
  write_fields(json, value);
}

template <Listed T>
void from_json(const Json& json, T& value) {
  read_fields(json, value);
}

}  // namespace dispatchbench::runner

#define DISPATCHBENCH_FIELDS(Type, ...)                                             \
  template <class Fields>                                                           \
  void list_fields([[maybe_unused]] Fields& fields, Bound<Fields, Type>& value) {   \
    NLOHMANN_JSON_EXPAND(NLOHMANN_JSON_PASTE(DISPATCHBENCH_FIELDS_OF, __VA_ARGS__)) \
  }
#define DISPATCHBENCH_FIELDS_OF(group) DISPATCHBENCH_FIELDS_##group

#define DISPATCHBENCH_EACH_FIELD(way, ...) \
  BOOST_PP_SEQ_FOR_EACH(DISPATCHBENCH_FIELD, way, BOOST_PP_VARIADIC_TO_SEQ(__VA_ARGS__))
#define DISPATCHBENCH_FIELD(r, way, name) fields.way(BOOST_PP_STRINGIZE(name), value.name);

#define DISPATCHBENCH_FIELDS_required(...) DISPATCHBENCH_EACH_FIELD(required, __VA_ARGS__)
#define DISPATCHBENCH_FIELDS_maybe(...) DISPATCHBENCH_EACH_FIELD(maybe, __VA_ARGS__)
#define DISPATCHBENCH_FIELDS_if_known(...) DISPATCHBENCH_EACH_FIELD(if_known, __VA_ARGS__)
#define DISPATCHBENCH_FIELDS_as(name, key) fields.required(key, value.name);
#define DISPATCHBENCH_FIELDS_maybe_as(name, key) fields.maybe(key, value.name);
#define DISPATCHBENCH_FIELDS_inlined(name) list_fields(fields, value.name);
#define DISPATCHBENCH_FIELDS_derived(key, of) fields.derived(key, of);
