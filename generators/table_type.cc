#include "generators/table_type.h"

#include <algorithm>

#include "generators/delimited_table.h"
#include "generators/excel_table.h"
#include "generators/json_table.h"
#include "generators/markdown_table.h"
#include "generators/sql_table.h"
#include "generators/xml_table.h"
#include "harness/base/text.h"

namespace harness {
namespace {

Result<const TableType*> TypeOf(const std::string& path) {
  const std::string_view ending = std::string_view(path).substr(std::min(path.rfind('.'), path.size()));
  std::vector<std::string> known;
  for (const TableType& type : TableTypes()) {
    if (std::find(type.endings.begin(), type.endings.end(), ending) != type.endings.end()) return &type;
    known.insert(known.end(), type.endings.begin(), type.endings.end());
  }
  return Fail("cannot tell the format of {}; its name must end in one of {}", path, JoinQuoted(known));
}

// What a data set is refused for is told at the file's place, unless it is a column's fault.
MakeTable AtPlaceOf(const Node& file, MakeTable make) {
  return [file, make = std::move(make)](const DataSpec& spec, OutputFile& to) {
    return make(spec, to).map_error([&](const Error& error) {
      return error.diagnostics()[0].place.line > 0 ? error : Error(file.MakeDiagnostic(error.Message()));
    });
  };
}

// What an entry may be, before its format is known.
bool CheckEntry(const Node& node, Diagnostics& mistakes) {
  const Field file{.name = "file", .types = kText, .doc = "", .required = true};
  if (!node.IsMap()) return CheckField(node, {.name = "output", .types = kText | kMap, .doc = ""}, mistakes);
  return CheckShape(node, {.fields = {file}, .open = true}, mistakes);
}

}  // namespace

const std::vector<TableType>& TableTypes() {
  static const std::vector<TableType> kTypes = {
      CsvTableType(), TsvTableType(), JsonLinesTableType(), JsonTableType(),
      SqlTableType(), XmlTableType(), MarkdownTableType(),  ExcelTableType(),
  };
  return kTypes;
}

Result<TableOutput> ReadTableOutput(const Node& node) {
  Diagnostics mistakes;
  if (!CheckEntry(node, mistakes)) return Unexpected(std::move(mistakes).ToError());
  const Node& file = node.IsMap() ? *node.Find("file") : node;
  const auto type = TypeOf(file.AsString());
  if (!type) return file.Fail("{}", type.error().Message());
  Shape shape{(*type)->options};
  shape.fields.insert(shape.fields.begin(), {.name = "file", .types = kText, .doc = "Its name."});
  if (node.IsMap() && !CheckShape(node, shape, mistakes)) return Unexpected(std::move(mistakes).ToError());
  auto make = (*type)->read(node);
  if (!make) return Unexpected(std::move(make).error());
  return TableOutput{file.AsPath(), AtPlaceOf(file, *std::move(make))};
}

Result<TableOutput> TableOutputAt(const std::string& path) {
  const auto type = TypeOf(path);
  if (!type) return Unexpected(type.error());
  auto make = (*type)->read(Node());
  if (!make) return Unexpected(std::move(make).error());
  return TableOutput{path, *std::move(make)};
}

std::string TextOr(const Node& options, std::string_view name, std::string_view otherwise) {
  const Node* option = options.Find(name);
  return option ? option->AsString() : std::string(otherwise);
}

bool BoolOr(const Node& options, std::string_view name, bool otherwise) {
  const Node* option = options.Find(name);
  return option ? option->AsBool() : otherwise;
}

Result<int64_t> IntegerOr(const Node& options, std::string_view name, int64_t otherwise, int64_t least, int64_t most) {
  const Node* option = options.Find(name);
  if (!option) return otherwise;
  const int64_t value = option->AsInteger();
  if (value < least || value > most)
    return option->Fail("'{}' must be between {} and {}, found {}", name, least, most, value);
  return value;
}

}  // namespace harness
