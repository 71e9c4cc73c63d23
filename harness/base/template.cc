#include "harness/base/template.h"

#include "harness/base/template_render.h"

namespace harness {

Result<Template> Template::Parse(std::string_view text, std::string name, TemplateLoader* loader,
                                 const TemplateOptions& options) {
  auto library = std::make_shared<templates::Library>();
  const Result<> parsed = templates::ParseLibrary(*library, text, std::move(name), loader, options);
  if (!parsed) return Unexpected(parsed.error());
  return Template(std::move(library));
}

Result<std::string> Template::Render(const Json& vars, const TemplateLimits& limits, const Escape& escape) const {
  if (!vars.is_object()) return Fail("the values of a template must be an object");
  return templates::Renderer(*library_, vars, limits, escape).Run();
}

bool Template::IsExpression() const {
  const templates::Unit& unit = library_->units.front();
  return !unit.parent && unit.body.size() == 1 && unit.body[0].kind == templates::Statement::Kind::kOutput &&
         unit.body[0].expressions.size() == 1;
}

Result<Json> Template::Evaluate(const Json& vars, const TemplateLimits& limits) const {
  if (!vars.is_object()) return Fail("the values of a template must be an object");
  if (!IsExpression()) return Fail("the template is no single expression");
  return templates::Renderer(*library_, vars, limits, {}).RunExpression();
}

const std::vector<std::string>& Template::Names() const {
  return library_->names;
}

}  // namespace harness
