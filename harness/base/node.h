// A configuration tree in which every value knows its place: what YAML is read into, before anything knows what it
// means.
//
// Nodes are immutable values that share their contents: copying is cheap, and any thread may read them. Reading a value
// as something that it is not is asserted against; ask kind() or use the Read functions of shape.h, which return a
// Diagnostic.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/json.h"

namespace harness {

// The text that nodes point into. `text` may be empty (a streamed file): then no excerpt is shown.
struct Source {
  std::string path;
  std::string text;
};

class Node {
 public:
  enum class Kind { kNull, kBool, kInteger, kNumber, kString, kList, kMap };
  struct Entry;

  Node();  // null, nowhere
  // A scalar. `kind` says what it was read as; `text` is its text as written, without quotes. An integer is decimal
  // with an optional sign, or 0x… or 0o…, and fits in int64. `quoted` says that the author wrote it so that it can only
  // be text.
  static Node Scalar(Kind kind, std::string text, std::shared_ptr<const Source> source, int line, int column,
                     bool quoted = false);
  static Node List(std::vector<Node> items, std::shared_ptr<const Source> source, int line, int column);
  static Node Map(std::vector<Entry> entries, std::shared_ptr<const Source> source, int line, int column);

  Kind kind() const;
  bool IsNull() const { return kind() == Kind::kNull; }
  bool IsString() const { return kind() == Kind::kString; }
  bool IsNumber() const { return kind() == Kind::kInteger || kind() == Kind::kNumber; }
  bool IsScalar() const { return kind() != Kind::kList && kind() != Kind::kMap; }
  bool IsList() const { return kind() == Kind::kList; }
  bool IsMap() const { return kind() == Kind::kMap; }
  bool IsQuoted() const;

  bool AsBool() const;
  int64_t AsInteger() const;
  double AsNumber() const;              // integers too
  const std::string& AsString() const;  // any scalar, as written
  const std::vector<Node>& items() const;
  const std::vector<Entry>& entries() const;     // in the order of the file, keys distinct
  const Node* Find(std::string_view key) const;  // null if absent or not a map

  Place place() const;
  const std::shared_ptr<const Source>& source() const;
  // The folder of the file that this node was read from: what relative paths in it are relative to.
  std::string folder() const;
  // The path that this scalar names: relative ones are below folder().
  std::string AsPath() const;
  // Whole numbers up to 2^64 - 1 stay exact; above, they are doubles.
  Json ToJson() const;

  // A copy of a map with `key` set, replaced or removed.
  Node With(const Entry& entry) const;
  Node Without(std::string_view key) const;

  // With the line of the source that this node begins in; a long line is cut, or left out if the node lies behind the
  // cut.
  Diagnostic MakeDiagnostic(std::string message) const;
  template <typename... Args>
  [[nodiscard]] Unexpected Fail(fmt::format_string<Args...> format, Args&&... args) const {
    return Unexpected(Error(MakeDiagnostic(fmt::format(format, std::forward<Args>(args)...))));
  }

 private:
  struct Data;
  explicit Node(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  std::shared_ptr<const Data> data_;
};

struct Node::Entry {
  Node key;  // a scalar
  Node value;
};

// The line of `text` with the 1-based number `line`, fit to be shown with a caret below the byte `column`: without its
// end, repaired to UTF-8, cut at 200 bytes; empty if `column` lies behind the cut. Linear in the text before it.
std::string ExcerptOf(std::string_view text, int line, int column);

// "a map", "a list", "text", "a whole number", …: how messages call what was found.
std::string_view Describe(Node::Kind kind);

}  // namespace harness
