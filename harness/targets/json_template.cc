#include "harness/targets/json_template.h"

#include "harness/base/template_files.h"

namespace harness {

JsonTemplate JsonTemplate::Read(const Node& node, Files& files, Diagnostics& mistakes) {
  JsonTemplate made;
  if (node.IsList()) {
    List list;
    for (const Node& item : node.items()) list.push_back(Read(item, files, mistakes));
    made.value_ = std::move(list);
  } else if (node.IsMap()) {
    Map map;
    for (const Node::Entry& entry : node.entries())
      map.emplace_back(entry.key.AsString(), Read(entry.value, files, mistakes));
    made.value_ = std::move(map);
  } else if (!node.IsString()) {
    made.value_ = node.ToJson();
  } else if (Result<Template> text = TemplateAt(node, files); text) {
    made.value_ = *std::move(text);
  } else {
    mistakes.Add(text.error());
  }
  return made;
}

Result<Json> JsonTemplate::Fill(const Json& vars, const TemplateLimits& limits) const {
  if (const auto* literal = std::get_if<Json>(&value_)) return *literal;
  if (const auto* text = std::get_if<Template>(&value_)) {
    if (text->IsExpression()) return text->Evaluate(vars, limits);
    Result<std::string> filled = text->Render(vars, limits);
    if (!filled) return Unexpected(filled.error());
    return Json(*std::move(filled));
  }
  if (const auto* list = std::get_if<List>(&value_)) {
    Json filled = Json::array();
    for (const JsonTemplate& item : *list) {
      Result<Json> value = item.Fill(vars, limits);
      if (!value) return value;
      filled.push_back(*std::move(value));
    }
    return filled;
  }
  Json filled = Json::object();
  for (const auto& [key, item] : std::get<Map>(value_)) {
    Result<Json> value = item.Fill(vars, limits);
    if (!value) return Fail("{}: {}", key, value.error().Message());
    filled[key] = *std::move(value);
  }
  return filled;
}

}  // namespace harness
