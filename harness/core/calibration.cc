#include "harness/core/calibration.h"

#include <cassert>

#include "harness/base/json_schema.h"

namespace harness {
namespace {

constexpr int kVersion = 1;
constexpr int64_t kMostOutputs = 1'000'000'000;

std::string TextAt(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

Json ToJson(const JudgedOutputs& outputs) {
  return {{"passed", outputs.passed},
          {"failed", outputs.failed},
          {"unknown", outputs.unknown},
          {"errored", outputs.errored},
          {"skipped", outputs.skipped}};
}

JudgedOutputs OutputsFromJson(const Json& json) {
  const auto count = [&](const char* key) { return json[key].get<int64_t>(); };
  return {count("passed"), count("failed"), count("unknown"), count("errored"), count("skipped")};
}

Json ToJson(const JudgePin& pin) {
  return {
      {"model", pin.model}, {"prompt_sha256", pin.prompt}, {"schema_sha256", pin.schema}, {"answered", pin.answered}};
}

JudgePin PinFromJson(const Json& json) {
  return {TextAt(json, "model"), TextAt(json, "prompt_sha256"), TextAt(json, "schema_sha256"),
          TextAt(json, "answered")};
}

// The evidence of each member of a combination.
template <typename Visit>
void ForEachMember(const Json& evidence, Visit visit) {
  const auto members = evidence.find("members");
  if (members == evidence.end() || !members->is_array()) return;
  for (const Json& member : *members)
    if (member.is_object() && member.contains("evidence")) visit(member["evidence"]);
}

Json MapOf(Json properties) {
  Json required = Json::array();
  for (const auto& [name, property] : properties.items()) required.push_back(name);
  return {{"type", "object"}, {"properties", std::move(properties)}, {"required", std::move(required)}};
}

// What must be there; figures may stand beside it.
JsonSchema RecordSchema() {
  const Json text = {{"type", "string"}};
  const Json count = {{"type", "integer"}, {"minimum", 0}, {"maximum", kMostOutputs}};
  const Json outputs =
      MapOf({{"passed", count}, {"failed", count}, {"unknown", count}, {"errored", count}, {"skipped", count}});
  const Json pin = MapOf({{"model", text}, {"prompt_sha256", text}, {"schema_sha256", text}, {"answered", text}});
  const auto schema = JsonSchema::Compile(MapOf({{"calibration", {{"const", kVersion}}},
                                                 {"created", text},
                                                 {"harness", text},
                                                 {"run", text},
                                                 {"scorer", MapOf({{"name", text}, {"type", text}, {"config", text}})},
                                                 {"pins", {{"type", "array"}, {"items", pin}, {"maxItems", 1000}}},
                                                 {"labels", MapOf({{"file", text}, {"sha256", text}})},
                                                 {"good", outputs},
                                                 {"bad", outputs}}));
  assert(schema);
  return *schema;
}

}  // namespace

void AddPins(const Json& evidence, std::set<JudgePin>& pins) {
  if (!evidence.is_object()) return;
  if (const auto judge = evidence.find("judge"); judge != evidence.end() && judge->is_object())
    if (JudgePin pin = PinFromJson(*judge); !pin.model.empty()) pins.insert(std::move(pin));
  ForEachMember(evidence, [&](const Json& of_member) { AddPins(of_member, pins); });
}

bool SawReversed(const Json& evidence) {
  if (!evidence.is_object()) return false;
  bool saw = evidence.contains("reversed_pieces");
  ForEachMember(evidence, [&](const Json& of_member) { saw = saw || SawReversed(of_member); });
  return saw;
}

Json ToJson(const Calibration& calibration) {
  Json pins = Json::array();
  for (const JudgePin& pin : calibration.pins) pins.push_back(ToJson(pin));
  return {{"calibration", kVersion},
          {"created", calibration.created},
          {"harness", calibration.version},
          {"run", calibration.run},
          {"scorer", {{"name", calibration.scorer}, {"type", calibration.type}, {"config", calibration.config}}},
          {"pins", std::move(pins)},
          {"labels", {{"file", calibration.labels}, {"sha256", calibration.labels_sha256}}},
          {"good", ToJson(calibration.good)},
          {"bad", ToJson(calibration.bad)}};
}

Result<Calibration> CalibrationFromJson(const Json& json) {
  if (!json.is_object() || !json.contains("calibration")) return Fail("it is no calibration record");
  if (!JsonEqual(json["calibration"], kVersion))
    return Fail("it is a calibration record of version {}, and this harness reads version {}",
                CanonicalJson(json["calibration"]), kVersion);
  const std::vector<SchemaViolation> violations = RecordSchema().Validate(json, 1);
  if (!violations.empty()) return Fail("it is no calibration record: {}", ToString(violations.front()));
  Calibration calibration;
  calibration.created = TextAt(json, "created");
  calibration.version = TextAt(json, "harness");
  calibration.run = TextAt(json, "run");
  calibration.scorer = TextAt(json["scorer"], "name");
  calibration.type = TextAt(json["scorer"], "type");
  calibration.config = TextAt(json["scorer"], "config");
  std::set<JudgePin> pins;
  for (const Json& pin : json["pins"]) pins.insert(PinFromJson(pin));
  calibration.pins.assign(pins.begin(), pins.end());
  calibration.labels = TextAt(json["labels"], "file");
  calibration.labels_sha256 = TextAt(json["labels"], "sha256");
  calibration.good = OutputsFromJson(json["good"]);
  calibration.bad = OutputsFromJson(json["bad"]);
  if (calibration.good.decided() == 0 || calibration.bad.decided() == 0)
    return Fail("it tells nothing: of the outputs that people {}, the judge decided none",
                calibration.good.decided() == 0 ? "pass" : "fail");
  return calibration;
}

}  // namespace harness
