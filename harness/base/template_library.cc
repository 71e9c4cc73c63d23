// Reads a template, and all that it names, into a library.

#include <algorithm>

#include "harness/base/template_parser.h"
#include "harness/base/text.h"

namespace harness::templates {
namespace {

// Reads the files of a library.
class LibraryParser final : public UnitFinder {
 public:
  LibraryParser(Library& library, TemplateLoader* loader, const TemplateOptions& options)
      : library_(library), loader_(loader), options_(options) {}

  Result<> ReadFirst(std::string_view text, std::string name);
  Result<const Unit*> Find(const std::string& name, const Unit& from) override;

 private:
  Result<const Unit*> Read(std::string_view text, std::string name);

  Library& library_;
  TemplateLoader* loader_;
  const TemplateOptions& options_;
  int depth_ = 0;
};

void CollectBlocks(Unit& unit, const std::vector<Statement>& body) {
  for (const Statement& statement : body) {
    if (statement.kind == Statement::Kind::kBlock) unit.blocks[statement.text] = &statement;
    for (const std::vector<Statement>& inner : statement.bodies) CollectBlocks(unit, inner);
  }
}

// Lines end with \n; of the last lines' ends one goes, as Jinja takes it away.
std::string Normalized(std::string_view text, const TemplateOptions& options) {
  std::string source;
  source.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      source += text[i];
      continue;
    }
    source += '\n';
    if (i + 1 < text.size() && text[i + 1] == '\n') ++i;
  }
  if (!options.keep_trailing_newline && source.ends_with('\n')) source.pop_back();
  return source;
}

Result<> LibraryParser::ReadFirst(std::string_view text, std::string name) {
  const Result<const Unit*> unit = Read(text, std::move(name));
  if (!unit) return Unexpected(unit.error());
  library_.names = UndeclaredNames(**unit);
  return {};
}

Result<const Unit*> LibraryParser::Read(std::string_view text, std::string name) {
  if (text.size() > kMaxTemplateBytes) return Fail("{} is longer than {} bytes", name, kMaxTemplateBytes);
  if (library_.units.size() == kMaxTemplates) return Fail("more than {} templates", kMaxTemplates);
  if (depth_ == kMaxTemplateNesting) return Fail("templates that include one another {} deep", kMaxTemplateNesting);
  Unit& unit = library_.units.emplace_back();
  unit.name = std::move(name);
  unit.source = Normalized(text, options_);
  unit.program.dialect = expression::Dialect::kTemplate;
  ++depth_;
  const Result<> parsed = UnitParser(unit, *this, options_).Parse();
  --depth_;
  if (!parsed) return Unexpected(parsed.error());
  CollectBlocks(unit, unit.body);
  return &unit;
}

Result<const Unit*> LibraryParser::Find(const std::string& name, const Unit& from) {
  if (!loader_) return Fail("no other template can be read here");
  Result<std::optional<TemplateLoader::Text>> text = loader_->Load(name, from.name);
  if (!text) return Unexpected(text.error());
  if (!*text) return nullptr;
  for (const Unit& unit : library_.units)
    if (unit.name == (*text)->name) return &unit;
  return Read((*text)->text, (*text)->name);
}

}  // namespace

Diagnostic MakeDiagnostic(const Unit& unit, size_t at, std::string message) {
  at = std::min(at, unit.source.size());
  const std::string_view before = std::string_view(unit.source).substr(0, at);
  const size_t line = before.rfind('\n') + 1;
  const auto number = static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1;
  std::string excerpt = unit.source.substr(line, unit.source.find('\n', line) - line);
  constexpr size_t kMaxExcerpt = 240;
  if (excerpt.size() > kMaxExcerpt || !IsValidUtf8(excerpt)) excerpt.clear();
  return {{unit.name, number, static_cast<int>(at - line) + 1}, std::move(message), std::move(excerpt)};
}

Result<> ParseLibrary(Library& library, std::string_view text, std::string name, TemplateLoader* loader,
                      const TemplateOptions& options) {
  return LibraryParser(library, loader, options).ReadFirst(text, std::move(name));
}

}  // namespace harness::templates
