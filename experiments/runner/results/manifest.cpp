#include "experiments/runner/results/manifest.hpp"

#include "experiments/runner/results/result_file.hpp"

namespace dispatchbench::runner {
namespace {

template <class Fields>
void list_all(Fields& field, Bound<Fields, Manifest>& manifest, int version) {
  field("schema_version", version);
  field.maybe("experiment", manifest.experiment);
  field("experiment_file", manifest.experiment_file);
  field("spec", manifest.spec);
  field.maybe("seed", manifest.seed);
  field("scale", manifest.scale);
  field("rounds", manifest.rounds);
  field.maybe("stopping", manifest.stopping);
  field("only", manifest.only);
  field.maybe("planned_runs", manifest.planned_runs);
  field.maybe("estimate_seconds", manifest.estimate_seconds);
  field.maybe("notes", manifest.notes);
  field.maybe("started", manifest.started);
  field("machine", manifest.machine);
  field("programs", manifest.programs);
  field.maybe("skipped", manifest.skipped);
  field.maybe("strategies", manifest.strategies);
}

}  // namespace

void to_json(Json& json, const Manifest& manifest) {
  json = Json::object();
  FieldWriter writer(json);
  list_all(writer, manifest, schema_version);
}

void from_json(const Json& json, Manifest& manifest) {
  FieldReader reader(json);
  list_all(reader, manifest, schema_version);
}

Manifest read_manifest(const std::filesystem::path& file) {
  const Json content = read_result_file(file);
  return as_written(file, [&] {
    content.at("spec").get_ref<const Json::object_t&>();
    return content.get<Manifest>();
  });
}

}  // namespace dispatchbench::runner
