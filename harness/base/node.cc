#include "harness/base/node.h"

#include <algorithm>
#include <cassert>
#include <charconv>

#include "harness/base/text.h"

namespace harness {

struct Node::Data {
  Kind kind = Kind::kNull;
  std::string text;
  std::vector<Node> items;
  std::vector<Entry> entries;
  std::shared_ptr<const Source> source;
  int line = 0;
  int column = 0;
  bool quoted = false;
};

namespace {

constexpr size_t kMaxExcerpt = 200;

// Base 10, or 16 and 8 behind 0x and 0o.
int64_t ParseInteger(std::string_view text) {
  int64_t value = 0;
  int base = 10;
  if (text.starts_with("0x")) base = 16;
  if (text.starts_with("0o")) base = 8;
  if (base != 10) text.remove_prefix(2);
  if (text.starts_with('+')) text.remove_prefix(1);
  std::from_chars(text.data(), text.data() + text.size(), value, base);
  return value;
}

double ParseDouble(std::string_view text) {
  double value = 0;
  if (text.starts_with('+')) text.remove_prefix(1);
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// A whole number too large for int64, if uint64 holds it.
std::optional<uint64_t> ParseUnsigned(std::string_view text) {
  uint64_t value = 0;
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

Node::Node() : Node(std::make_shared<const Data>()) {}

Node Node::Scalar(Kind kind, std::string text, std::shared_ptr<const Source> source, int line, int column,
                  bool quoted) {
  assert(kind != Kind::kList && kind != Kind::kMap);
  return Node(
      std::make_shared<const Data>(Data{kind, std::move(text), {}, {}, std::move(source), line, column, quoted}));
}

Node Node::List(std::vector<Node> items, std::shared_ptr<const Source> source, int line, int column) {
  return Node(std::make_shared<const Data>(
      Data{Kind::kList, {}, std::move(items), {}, std::move(source), line, column, false}));
}

Node Node::Map(std::vector<Entry> entries, std::shared_ptr<const Source> source, int line, int column) {
  return Node(std::make_shared<const Data>(
      Data{Kind::kMap, {}, {}, std::move(entries), std::move(source), line, column, false}));
}

Node::Kind Node::kind() const {
  return data_->kind;
}
bool Node::IsQuoted() const {
  return data_->quoted;
}

bool Node::AsBool() const {
  assert(kind() == Kind::kBool);
  return data_->text == "true" || data_->text == "True" || data_->text == "TRUE";
}

int64_t Node::AsInteger() const {
  assert(kind() == Kind::kInteger);
  return ParseInteger(data_->text);
}

double Node::AsNumber() const {
  assert(IsNumber());
  return kind() == Kind::kInteger ? static_cast<double>(ParseInteger(data_->text)) : ParseDouble(data_->text);
}

const std::string& Node::AsString() const {
  assert(IsScalar());
  return data_->text;
}

const std::vector<Node>& Node::items() const {
  return data_->items;
}
const std::vector<Node::Entry>& Node::entries() const {
  return data_->entries;
}

const Node* Node::Find(std::string_view key) const {
  for (const Entry& entry : data_->entries)
    if (entry.key.AsString() == key) return &entry.value;
  return nullptr;
}

Place Node::place() const {
  return {data_->source ? data_->source->path : "", data_->line, data_->column};
}
const std::shared_ptr<const Source>& Node::source() const {
  return data_->source;
}

std::string Node::folder() const {
  const std::string path = data_->source ? data_->source->path : "";
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string Node::AsPath() const {
  const std::string& path = AsString();
  const std::string below = folder();
  if (path.starts_with('/') || below == ".") return path;
  return below.ends_with('/') ? below + path : below + "/" + path;
}

Json Node::ToJson() const {
  switch (kind()) {
    case Kind::kNull:
      return nullptr;
    case Kind::kBool:
      return AsBool();
    case Kind::kInteger:
      return AsInteger();
    case Kind::kNumber:
      if (const auto whole = ParseUnsigned(data_->text)) return *whole;
      return AsNumber();
    case Kind::kString:
      return AsString();
    case Kind::kList:
      break;
    case Kind::kMap: {
      Json map = Json::object();
      for (const Entry& entry : entries()) map[entry.key.AsString()] = entry.value.ToJson();
      return map;
    }
  }
  Json list = Json::array();
  for (const Node& item : items()) list.push_back(item.ToJson());
  return list;
}

Node Node::With(const Entry& entry) const {
  assert(IsMap() || IsNull());
  Data data = *data_;
  data.kind = Kind::kMap;
  const auto same = std::find_if(data.entries.begin(), data.entries.end(),
                                 [&](const Entry& e) { return e.key.AsString() == entry.key.AsString(); });
  if (same == data.entries.end())
    data.entries.push_back(entry);
  else
    *same = entry;
  return Node(std::make_shared<const Data>(std::move(data)));
}

Node Node::Without(std::string_view key) const {
  Data data = *data_;
  std::erase_if(data.entries, [&](const Entry& e) { return e.key.AsString() == key; });
  return Node(std::make_shared<const Data>(std::move(data)));
}

Diagnostic Node::MakeDiagnostic(std::string message) const {
  return {place(), std::move(message), data_->source ? ExcerptOf(data_->source->text, data_->line, data_->column) : ""};
}

std::string ExcerptOf(std::string_view text, int line, int column) {
  size_t begin = 0;
  for (int i = 1; i < line; ++i) {
    begin = text.find('\n', begin);
    if (begin == std::string_view::npos) return {};
    ++begin;
  }
  const std::string_view whole = text.substr(begin, text.find('\n', begin) - begin);
  if (static_cast<size_t>(column) > kMaxExcerpt) return {};
  std::string excerpt(whole.substr(0, kMaxExcerpt));
  if (!excerpt.empty() && excerpt.back() == '\r') excerpt.pop_back();
  if (whole.size() > kMaxExcerpt) {
    while (!excerpt.empty() && (excerpt.back() & 0xC0) == 0x80) excerpt.pop_back();
    if (!excerpt.empty() && (excerpt.back() & 0x80) != 0) excerpt.pop_back();
    excerpt += "…";
  }
  RepairUtf8(excerpt);
  for (char& c : excerpt)
    if ((c >= 0 && c < ' ' && c != '\t') || c == '\x7F') c = '?';
  return excerpt;
}

std::string_view Describe(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::kNull:
      return "nothing";
    case Node::Kind::kBool:
      return "true or false";
    case Node::Kind::kInteger:
      return "a whole number";
    case Node::Kind::kNumber:
      return "a number";
    case Node::Kind::kString:
      return "text";
    case Node::Kind::kList:
      return "a list";
    case Node::Kind::kMap:
      return "a map";
  }
  return "";
}

}  // namespace harness
