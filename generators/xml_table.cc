#include "generators/xml_table.h"

#include <pugixml.hpp>

#include "generators/data_spec.h"
#include "generators/xml_text.h"

namespace harness {
namespace {

constexpr const char* kNil = "xsi:nil";

// A carriage return that is not written as an entity is a line feed to whoever reads it; pugixml leaves it as it is.
class Printer final : public pugi::xml_writer {
 public:
  explicit Printer(std::string& to) : to_(to) {}
  void write(const void* data, size_t size) override {
    std::string_view text(static_cast<const char*>(data), size);
    for (size_t at = 0; (at = text.find('\r')) != std::string_view::npos; text.remove_prefix(at + 1)) {
      to_ += text.substr(0, at);
      to_ += "&#13;";
    }
    to_ += text;
  }

 private:
  std::string& to_;
};

// One record as a document, which is filled anew for each.
class RecordDocument {
 public:
  RecordDocument(const std::string& record, const std::vector<std::string>& names) {
    root_ = document_.append_child(record.c_str());
    for (const std::string& name : names) cells_.push_back(root_.append_child(name.c_str()));
  }

  void Set(size_t shown, const Datum& cell) {
    pugi::xml_node node = cells_[shown];
    text_.clear();
    cell.AppendText(text_);
    ReplaceForbidden(text_);
    if (text_.empty())
      node.remove_children();
    else
      node.text().set(text_.c_str());
    if (!cell.IsNull())
      node.remove_attribute(kNil);
    else if (!node.first_attribute())
      node.append_attribute(kNil) = "true";
  }

  void Print(Printer& printer) const { root_.print(printer, "  ", pugi::format_default, pugi::encoding_utf8, 1); }

 private:
  pugi::xml_document document_;
  pugi::xml_node root_;
  std::vector<pugi::xml_node> cells_;
  std::string text_;
};

class XmlFormat final : public TableFormat {
 public:
  XmlFormat(const DataSpec& spec, std::string root, std::string record)
      : shown_(ShownColumns(spec)), root_(std::move(root)), record_(std::move(record)) {
    for (const size_t column : shown_) names_.push_back(XmlName(spec.columns[column].name));
  }

  void AppendHead(std::string& to) const override {
    to += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<" + root_ +
          " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n";
  }

  Result<> Append(const Records& records, std::string& to) const override {
    RecordDocument document(record_, names_);
    Printer printer(to);
    for (size_t i = 0; i < records.size; ++i) {
      for (size_t shown = 0; shown < shown_.size(); ++shown) document.Set(shown, records.columns[shown_[shown]][i]);
      document.Print(printer);
    }
    return {};
  }

  void AppendTail(uint64_t, std::string& to) const override { to += "</" + root_ + ">\n"; }

 private:
  const std::vector<size_t> shown_;
  const std::string root_, record_;
  std::vector<std::string> names_;  // by shown_
};

Result<std::string> ReadName(const Node& options, const char* option, const char* otherwise) {
  std::string name = TextOr(options, option, otherwise);
  if (!IsXmlName(name))
    return options.Find(option)->Fail("'{}' must be a name in XML, of letters, digits, '_', '-' and '.'; found '{}'",
                                      option, name);
  return name;
}

Result<MakeTable> ReadXml(const Node& options) {
  Diagnostics mistakes;
  std::string root, record;
  mistakes.Take(ReadName(options, "root", "records"), root);
  mistakes.Take(ReadName(options, "record", "record"), record);
  if (!mistakes.empty()) return Unexpected(std::move(mistakes).ToError());
  return [root, record](const DataSpec& spec, OutputFile& file) -> Result<std::unique_ptr<TableWriter>> {
    return StreamTable(std::make_unique<XmlFormat>(spec, root, record), file);
  };
}

}  // namespace

TableType XmlTableType() {
  return {.endings = {".xml"},
          .options = {{.name = "root", .types = kText, .doc = "The element around all (default records)."},
                      {.name = "record", .types = kText, .doc = "That of a record (default record)."}},
          .read = ReadXml};
}

}  // namespace harness
