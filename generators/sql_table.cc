#include "generators/sql_table.h"

#include <algorithm>
#include <array>
#include <map>

#include "generators/data_spec.h"
#include "generators/sql_literal.h"
#include "harness/base/text.h"

namespace harness {
namespace {

constexpr size_t kMaxPostgresqlName = 63;  // bytes; a longer name is cut

struct KindName {
  const char* name;
  ValueKind kind;
};
constexpr std::array<KindName, 6> kKindNames = {{{"boolean", ValueKind::kBoolean},
                                                 {"integer", ValueKind::kInteger},
                                                 {"number", ValueKind::kNumber},
                                                 {"date", ValueKind::kDate},
                                                 {"timestamp", ValueKind::kTimestamp},
                                                 {"text", ValueKind::kText}}};

std::string NameOf(ValueKind kind) {
  const auto found =
      std::find_if(kKindNames.begin(), kKindNames.end(), [&](const KindName& one) { return one.kind == kind; });
  return found == kKindNames.end() ? "null" : found->name;
}

std::vector<std::string> AllKindNames() {
  std::vector<std::string> names;
  for (const KindName& one : kKindNames) names.emplace_back(one.name);
  return names;
}

struct SqlOptions {
  SqlDialect dialect = SqlDialect::kSqlite;
  std::vector<std::string> table;  // the parts of its name; none: the data set's
  bool create = true;
  uint64_t batch = 100;  // records a statement
  Node types;            // a map, or null
};

// The columns as the table has them.
struct SqlColumns {
  std::vector<size_t> shown;
  std::vector<ValueKind> kinds;  // of all columns, shown or not
};

class SqlFormat final : public TableFormat {
 public:
  SqlFormat(const DataSpec& spec, const SqlOptions& options, SqlColumns columns)
      : spec_(spec), dialect_(options.dialect), batch_(options.batch), columns_(std::move(columns)) {
    std::string table;
    for (const std::string& part : options.table) {
      if (!table.empty()) table += '.';
      AppendSqlName(table, part, dialect_);
    }
    if (options.table.empty()) AppendSqlName(table, spec.name, dialect_);
    if (dialect_ != SqlDialect::kDatabricks) head_ = "BEGIN;\n";
    if (options.create) AppendCreate(table);
    insert_ = "INSERT INTO " + table + " (" + JoinedNames() + ") VALUES\n";
  }

  void AppendHead(std::string& to) const override { to += head_; }

  Result<> Append(const Records& records, std::string& to) const override {
    for (size_t i = 0; i < records.size; ++i) {
      const uint64_t record = records.first + i;
      to += record % batch_ == 0 ? insert_ : ",\n";
      if (auto appended = AppendRow(records, i, to); !appended) return appended;
      if ((record + 1) % batch_ == 0) to += ";\n";
    }
    return {};
  }

  void AppendTail(uint64_t count, std::string& to) const override {
    if (count % batch_ != 0) to += ";\n";
    if (dialect_ != SqlDialect::kDatabricks) to += "COMMIT;\n";
  }

 private:
  std::string JoinedNames() const {
    std::string names;
    for (const size_t column : columns_.shown) {
      if (!names.empty()) names += ", ";
      AppendSqlName(names, spec_.columns[column].name, dialect_);
    }
    return names;
  }

  void AppendCreate(const std::string& table) {
    head_ += "CREATE TABLE " + table + " (\n";
    bool plain = true;
    for (const size_t column : columns_.shown) {
      const std::string& name = spec_.columns[column].name;
      plain &= name.find_first_of(" ,;{}()\n\t=") == std::string::npos;
      head_ += "  ";
      AppendSqlName(head_, name, dialect_);
      head_ += ' ';
      head_ += SqlType(columns_.kinds[column], dialect_);
      head_ += column == columns_.shown.back() ? "\n)" : ",\n";
    }
    // Delta tables have such names only if names are apart from those in the files.
    if (!plain && dialect_ == SqlDialect::kDatabricks) head_ += " TBLPROPERTIES ('delta.columnMapping.mode' = 'name')";
    head_ += ";\n";
  }

  Result<> AppendRow(const Records& records, size_t i, std::string& to) const {
    to += '(';
    for (const size_t column : columns_.shown) {
      const Datum& cell = records.columns[column][i];
      const ValueKind kind = columns_.kinds[column];
      if (const ValueKind own = ValueKindOf(cell); Wider(own, kind) != kind)
        return FailAtCell(
            spec_, column, records.first + i,
            fmt::format("holds a value of the kind {0}, and its type is {1}; give 'types: {{ {2}: {3} }}'", NameOf(own),
                        NameOf(kind), spec_.columns[column].name, NameOf(Wider(own, kind))));
      if (!AppendSqlValue(to, cell, kind, dialect_))
        return FailAtCell(spec_, column, records.first + i, "holds a NUL character, which PostgreSQL has not");
      to += column == columns_.shown.back() ? ")" : ", ";
    }
    return {};
  }

  const DataSpec& spec_;
  const SqlDialect dialect_;
  const uint64_t batch_;
  const SqlColumns columns_;
  std::string head_, insert_;
};

// Names that the dialect can't have, or not beside one another.
Result<> CheckNames(const DataSpec& spec, const std::vector<size_t>& shown, SqlDialect dialect) {
  std::map<std::string, const std::string*> seen;  // by folded name
  for (const size_t column : shown) {
    const Node& node = *spec.columns[column].node.Find("name");
    const std::string& name = spec.columns[column].name;
    if (name.find('\0') != std::string::npos) return node.Fail("a name in SQL must be without NUL");
    if (dialect == SqlDialect::kPostgresql) {
      if (name.size() > kMaxPostgresqlName)
        return node.Fail("PostgreSQL cuts names behind {} bytes, found {}", kMaxPostgresqlName, name.size());
      continue;
    }
    if (const auto [other, added] = seen.emplace(FoldCase(name), &name); !added)
      return node.Fail("'{}' and '{}' are one name in {}", *other->second, name, ToString(dialect));
  }
  return {};
}

Result<SqlColumns> ColumnsOf(const DataSpec& spec, const SqlOptions& options) {
  SqlColumns columns{ShownColumns(spec), {}};
  if (auto good = CheckNames(spec, columns.shown, options.dialect); !good) return Unexpected(good.error());
  auto kinds = SampleKinds(spec);
  if (!kinds) return Unexpected(kinds.error());
  columns.kinds = *std::move(kinds);
  if (!options.types.IsMap()) return columns;
  for (const Node::Entry& entry : options.types.entries()) {
    const auto column = std::find_if(spec.columns.begin(), spec.columns.end(),
                                     [&](const ColumnSpec& one) { return one.name == entry.key.AsString(); });
    if (column == spec.columns.end()) return entry.key.Fail("there is no column '{}'", entry.key.AsString());
    for (const KindName& one : kKindNames)
      if (entry.value.AsString() == one.name)
        columns.kinds[static_cast<size_t>(column - spec.columns.begin())] = one.kind;
  }
  return columns;
}

Result<> CheckTypes(const Node& types) {
  Diagnostics mistakes;
  for (const Node::Entry& entry : types.entries())
    CheckField(entry.value, {.name = entry.key.AsString(), .types = kText, .doc = "", .choices = AllKindNames()},
               mistakes);
  return mistakes.empty() ? Result<>() : Unexpected(std::move(mistakes).ToError());
}

Result<MakeTable> ReadSql(const Node& node) {
  SqlOptions options;
  options.dialect = *ParseSqlDialect(TextOr(node, "dialect", "sqlite"));
  options.create = BoolOr(node, "create", true);
  const auto batch = IntegerOr(node, "batch", 100, 1, 10'000);
  if (!batch) return Unexpected(batch.error());
  options.batch = static_cast<uint64_t>(*batch);
  if (const Node* table = node.Find("table")) {
    for (const std::string_view part : Split(table->AsString(), ".")) {
      if (part.empty() || part.find('\0') != std::string_view::npos)
        return table->Fail("a table is a name, or names between dots such as main.sales.tickets");
      options.table.emplace_back(part);
    }
  }
  if (const Node* types = node.Find("types")) {
    if (auto good = CheckTypes(*types); !good) return Unexpected(good.error());
    options.types = *types;
  }
  return [options](const DataSpec& spec, OutputFile& file) -> Result<std::unique_ptr<TableWriter>> {
    auto columns = ColumnsOf(spec, options);
    if (!columns) return Unexpected(columns.error());
    return StreamTable(std::make_unique<SqlFormat>(spec, options, *std::move(columns)), file);
  };
}

}  // namespace

TableType SqlTableType() {
  return {.endings = {".sql"},
          .options = {{.name = "dialect",
                       .types = kText,
                       .doc = "Whose SQL it is (default sqlite).",
                       .choices = {"sqlite", "postgresql", "databricks"}},
                      {.name = "table", .types = kText, .doc = "Its name; dots part it (default: the data set's)."},
                      {.name = "create", .types = kBool, .doc = "Whether the table is created first (default true)."},
                      {.name = "batch", .types = kInteger, .doc = "Records a statement (default 100)."},
                      {.name = "types", .types = kMap, .doc = "For columns by name what they are declared as."}},
          .read = ReadSql};
}

}  // namespace harness
