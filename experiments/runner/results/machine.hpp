// The machine as result files describe it.
#pragma once

#include "experiments/runner/process/machine.hpp"
#include "experiments/runner/results/fields.hpp"

namespace dispatchbench::runner {

template <class Fields>
void list_fields(Fields& field, Bound<Fields, Hardware>& hardware) {
  field.maybe("cpu", hardware.cpu);
  field.maybe("cores", hardware.cores);
  field.maybe("kernel", hardware.kernel);
  field.maybe("governor", hardware.governor);
  field.maybe("memory_bytes", hardware.memory_bytes);
}

template <class Fields>
void list_fields(Fields& field, Bound<Fields, Build>& build) {
  field.maybe("compiler", build.compiler);
  field.maybe("build_type", build.type);
  field.maybe("git_revision", build.git_revision);
}

/// Some older files have a number for a version.
inline void from_json(const Json& json, Libraries& libraries) {
  for (const auto& [name, version] : json.items()) libraries.versions[name] = plain_text(version);
}

inline void to_json(Json& json, const Libraries& libraries) {
  json = libraries.versions;
}

template <class Fields>
void list_fields(Fields& field, Bound<Fields, Machine>& machine) {
  list_fields(field, machine.hardware);
  field.maybe("load_average", machine.load_average);
  list_fields(field, machine.build);
  field.maybe("libraries", machine.libraries);
}

}  // namespace dispatchbench::runner
