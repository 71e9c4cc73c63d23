#include "generators/markdown_table.h"

#include "generators/data_spec.h"

namespace harness {
namespace {

// What would be a link, an emphasis, an entity or the end of a cell is escaped; the ends of lines become <br>.
void AppendMarkdown(std::string& to, std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n' || c == '\r') {
      if (c == '\r' && text.substr(i + 1).starts_with('\n')) ++i;
      to += "<br>";
      continue;
    }
    if (std::string_view("\\`*_[]<>&|~").find(c) != std::string_view::npos) to += '\\';
    to += c;
  }
}

class MarkdownFormat final : public TableFormat {
 public:
  MarkdownFormat(const DataSpec& spec, const std::string& null) : spec_(spec), shown_(ShownColumns(spec)) {
    AppendMarkdown(null_, null);
  }

  void AppendHead(std::string& to) const override {
    for (const size_t column : shown_) {
      to += "| ";
      AppendMarkdown(to, spec_.columns[column].name);
      to += ' ';
    }
    to += "|\n";
    for (size_t i = 0; i < shown_.size(); ++i) to += "| --- ";
    to += "|\n";
  }

  Result<> Append(const Records& records, std::string& to) const override {
    for (size_t i = 0; i < records.size; ++i) {
      for (const size_t column : shown_) {
        to += "| ";
        AppendCell(to, records.columns[column][i]);
        to += ' ';
      }
      to += "|\n";
    }
    return {};
  }

 private:
  void AppendCell(std::string& to, const Datum& cell) const {
    if (cell.IsNull())
      to += null_;
    else if (cell.kind() == Datum::Kind::kText || cell.kind() == Datum::Kind::kJson)
      AppendMarkdown(to, cell.AsText());
    else
      cell.AppendText(to);
  }

  const DataSpec& spec_;
  const std::vector<size_t> shown_;
  std::string null_;
};

}  // namespace

TableType MarkdownTableType() {
  return {.endings = {".md"},
          .options = {{.name = "null", .types = kText, .doc = "What null is written as (default: nothing)."}},
          .read = [](const Node& options) -> Result<MakeTable> {
            return [null = TextOr(options, "null", "")](const DataSpec& spec,
                                                        OutputFile& file) -> Result<std::unique_ptr<TableWriter>> {
              return StreamTable(std::make_unique<MarkdownFormat>(spec, null), file);
            };
          }};
}

}  // namespace harness
