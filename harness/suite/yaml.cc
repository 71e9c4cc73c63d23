#include "harness/suite/yaml.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "harness/base/text.h"
#include "harness/suite/yaml_builder.h"

namespace harness {
namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

// Takes the digits at the front; says how many.
size_t TakeDigits(std::string_view& text) {
  const size_t count = static_cast<size_t>(std::find_if_not(text.begin(), text.end(), IsDigit) - text.begin());
  text.remove_prefix(count);
  return count;
}

bool FitsInteger(std::string_view digits, int base) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  return error == std::errc() && end == digits.data() + digits.size();
}

bool FitsDouble(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

// [-+]? ( \.[0-9]+ | [0-9]+ ( \.[0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
Node::Kind NumberKind(std::string_view text) {
  const bool plus = text.starts_with('+');
  if (plus) text.remove_prefix(1);
  std::string_view rest = text;
  if (!plus && rest.starts_with('-')) rest.remove_prefix(1);
  const size_t whole = TakeDigits(rest);
  if (whole > 0 && rest.empty() && FitsInteger(text, 10)) return Node::Kind::kInteger;
  size_t fraction = 0;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    fraction = TakeDigits(rest);
  }
  if (whole + fraction == 0) return Node::Kind::kString;
  if (rest.starts_with('e') || rest.starts_with('E')) {
    rest.remove_prefix(1);
    if (rest.starts_with('-') || rest.starts_with('+')) rest.remove_prefix(1);
    if (TakeDigits(rest) == 0) return Node::Kind::kString;
  }
  return rest.empty() && FitsDouble(text) ? Node::Kind::kNumber : Node::Kind::kString;
}

// The events of a text that is in memory.
YamlEvents EventsOf(const std::shared_ptr<const Source>& source) {
  std::string_view rest = source->text;
  return YamlEvents(source, [rest](std::span<char> buffer) mutable -> Result<size_t> {
    const size_t count = std::min(buffer.size(), rest.size());
    std::memcpy(buffer.data(), rest.data(), count);
    rest.remove_prefix(count);
    return count;
  });
}

constexpr std::string_view kSecondDocument = "a second document begins here; one file holds one";

Result<std::optional<Node>> ParseDocument(YamlEvents& events, YamlBuilder& builder, Diagnostics& diagnostics) {
  std::optional<Node> root;
  while (true) {
    auto event = events.Next();
    if (!event) return Unexpected(event.error());
    if (event->kind == YamlEvent::Kind::kEnd) return root;
    if (event->kind == YamlEvent::Kind::kDocumentEnd) continue;
    if (event->kind == YamlEvent::Kind::kDocumentStart) {
      if (root) return Unexpected(Error(builder.At(*event, std::string(kSecondDocument))));
      continue;
    }
    if (auto taken = builder.Take(*event, diagnostics); !taken) return Unexpected(taken.error());
    if (auto value = builder.TakeValue()) root = std::move(value);
    if (diagnostics.full()) return Fail("there are too many mistakes to go on");
  }
}

}  // namespace

Node::Kind PlainKind(std::string_view text) {
  const auto is = [&](std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), text) != words.end();
  };
  if (is({"", "~", "null", "Null", "NULL"})) return Node::Kind::kNull;
  if (is({"true", "True", "TRUE", "false", "False", "FALSE"})) return Node::Kind::kBool;
  if (text.starts_with("0x"))
    return FitsInteger(text.substr(2), 16) && text[2] != '-' ? Node::Kind::kInteger : Node::Kind::kString;
  if (text.starts_with("0o"))
    return FitsInteger(text.substr(2), 8) && text[2] != '-' ? Node::Kind::kInteger : Node::Kind::kString;
  return NumberKind(text);
}

std::optional<Node> ParseYaml(std::shared_ptr<const Source> source, Diagnostics& diagnostics) {
  YamlEvents events = EventsOf(source);
  YamlBuilder builder(source);
  auto root = ParseDocument(events, builder, diagnostics);
  if (!root) {
    diagnostics.Add(root.error());
    return std::nullopt;
  }
  if (*root) return **root;
  return Node::Scalar(Node::Kind::kNull, "", std::move(source), 1, 1);
}

std::optional<Node> ReadYaml(Files& files, const std::string& path, Diagnostics& diagnostics, uint64_t max_bytes) {
  auto text = ReadWholeFile(files, path, max_bytes);
  if (!text) {
    diagnostics.Add(text.error());
    return std::nullopt;
  }
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text->starts_with(kByteOrderMark)) text->erase(0, kByteOrderMark.size());
  return ParseYaml(std::make_shared<const Source>(Source{path, std::move(*text)}), diagnostics);
}

class YamlSequence::Items {
 public:
  explicit Items(std::unique_ptr<InputFile> file)
      : file_(std::move(file)),
        source_(std::make_shared<const Source>(Source{file_->path(), ""})),
        events_(source_, [this](std::span<char> buffer) { return file_->Read(buffer); }),
        builder_(source_) {}

  // Reads on to the first item.
  Result<> Begin() {
    auto event = NextInDocument();
    if (!event) return Unexpected(event.error());
    if (event->kind == YamlEvent::Kind::kEnd || IsNull(*event)) return Finish();
    if (event->kind == YamlEvent::Kind::kListStart) return {};
    if (event->kind != YamlEvent::Kind::kMapStart) return Wrong(*event, "a list of cases is expected here");
    in_map_ = true;
    return FindList();
  }

  Result<std::optional<Node>> Next() {
    Diagnostics diagnostics;
    while (!ended_) {
      auto event = NextInDocument();
      if (!event) return Unexpected(event.error());
      if (event->kind == YamlEvent::Kind::kListEnd && !inside_) {
        if (auto finished = in_map_ ? FindList() : Finish(); !finished) return Unexpected(finished.error());
        continue;
      }
      auto taken = builder_.Take(*event, diagnostics);
      if (!taken) return End(taken.error());
      auto value = builder_.TakeValue();
      inside_ = !value;
      if (!value) continue;
      if (!diagnostics.empty()) return Unexpected(std::move(diagnostics).ToError());
      return value;
    }
    return std::optional<Node>();
  }

 private:
  static bool IsNull(const YamlEvent& event) {
    return event.kind == YamlEvent::Kind::kScalar && !event.quoted && PlainKind(event.text) == Node::Kind::kNull;
  }

  Unexpected End(Error error) {
    ended_ = true;
    return Unexpected(std::move(error));
  }

  Unexpected Wrong(const YamlEvent& event, std::string message) {
    return End(Error(builder_.At(event, std::move(message))));
  }

  // The next event but for the document's start.
  Result<YamlEvent> NextInDocument() {
    auto event = events_.Next();
    if (event && event->kind == YamlEvent::Kind::kDocumentStart) event = events_.Next();
    if (!event) ended_ = true;
    return event;
  }

  // Within the top-level map: to the list under `cases`, or to the map's end.
  Result<> FindList() {
    auto key = events_.Next();
    if (!key) return End(key.error());
    if (key->kind == YamlEvent::Kind::kMapEnd) {
      if (!found_) return Wrong(*key, "the key 'cases' is missing");
      return Finish();
    }
    if (key->kind != YamlEvent::Kind::kScalar) return Wrong(*key, "the key 'cases' is expected here");
    if (found_ && key->text == "cases") return Wrong(*key, "a second 'cases'");
    if (key->text != "cases")
      return Wrong(*key, fmt::format("unknown key '{}'; a file of cases is a list, or a map with the one key 'cases'",
                                     Abbreviate(key->text, 60)));
    found_ = true;
    auto list = events_.Next();
    if (!list) return End(list.error());
    if (IsNull(*list)) return FindList();
    if (list->kind != YamlEvent::Kind::kListStart) return Wrong(*list, "'cases' must be a list");
    return {};
  }

  // Behind the list: nothing may follow.
  Result<> Finish() {
    ended_ = true;
    while (true) {
      auto event = events_.Next();
      if (!event) return Unexpected(event.error());
      if (event->kind == YamlEvent::Kind::kEnd) return {};
      if (event->kind != YamlEvent::Kind::kDocumentEnd) return Wrong(*event, std::string(kSecondDocument));
    }
  }

  std::unique_ptr<InputFile> file_;
  std::shared_ptr<const Source> source_;
  YamlEvents events_;
  YamlBuilder builder_;
  bool in_map_ = false;
  bool found_ = false;   // the key `cases`
  bool inside_ = false;  // an item is begun
  bool ended_ = false;
};

YamlSequence::YamlSequence(std::unique_ptr<Items> items) : items_(std::move(items)) {}
YamlSequence::~YamlSequence() = default;

Result<std::unique_ptr<YamlSequence>> YamlSequence::Open(std::unique_ptr<InputFile> file) {
  auto items = std::make_unique<Items>(std::move(file));
  if (auto begun = items->Begin(); !begun) return Unexpected(begun.error());
  return std::unique_ptr<YamlSequence>(new YamlSequence(std::move(items)));
}

Result<std::optional<Node>> YamlSequence::Next() {
  return items_->Next();
}

}  // namespace harness
