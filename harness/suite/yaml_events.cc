#include "harness/suite/yaml_events.h"

#include <yaml.h>

#include <algorithm>
#include <cassert>
#include <optional>
#include <string_view>

namespace harness {
namespace {

constexpr size_t kMaxValue = 16 << 20;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Turns libyaml's positions, which count characters from the start of the text, into lines and columns in bytes.
// Positions are asked for in rising order, so that the whole text is walked through once and only what is ahead is
// kept.
class PlaceTracker {
 public:
  void Feed(std::string_view bytes) { window_.append(bytes); }

  // Goes on to the character `index`, or as far as there is text.
  void AdvanceTo(size_t index) {
    while (index_ < index && at_ < window_.size()) {
      Step();
      ++index_;
    }
    Forget();
  }

  // To the character that holds the byte `offset`, or, when that is no character, that was begun before it.
  void AdvanceToByte(size_t offset, bool begun_before) {
    if (begun_before) --offset;
    while (begun_before && offset > base_ + at_ && offset - base_ < window_.size() &&
           (window_[offset - base_] & 0xC0) == 0x80)
      --offset;
    while (base_ + at_ < offset && at_ < window_.size()) {
      Step();
      ++index_;
    }
  }

  int line() const { return line_; }
  int column() const { return column_; }
  size_t index() const { return index_; }
  char Current() const { return at_ < window_.size() ? window_[at_] : '\0'; }
  // Whether a ${ is broken in two here.
  bool InVariable() const { return Current() == '{' && at_ > 0 && window_[at_ - 1] == '$'; }

 private:
  // One character: a byte and the continuation bytes behind it.
  void Step() {
    const bool line_end = window_[at_] == '\n';
    ++column_;
    for (++at_; at_ < window_.size() && (window_[at_] & 0xC0) == 0x80; ++at_) ++column_;
    if (!line_end) return;
    ++line_;
    column_ = 1;
  }

  void Forget() {
    if (at_ < (64 << 10) || at_ < window_.size() / 2) return;
    base_ += at_;
    window_.erase(0, at_);
    at_ = 0;
  }

  std::string window_;
  size_t base_ = 0;   // bytes that were forgotten
  size_t at_ = 0;     // in the window
  size_t index_ = 0;  // characters before it
  int line_ = 1;
  int column_ = 1;
};

struct Translation {
  std::string_view problem;
  std::string_view message;
  bool at_context = false;  // the mistake is where the context begins, not where libyaml gave up
};

constexpr Translation kTranslations[] = {
    {"mapping values are not allowed in this context",
     "':' is not expected here; check the indentation, and quote a text that holds ': '"},
    {"mapping keys are not allowed in this context", "a key is not expected here; check the indentation"},
    {"block sequence entries are not allowed in this context",
     "'- ' is not expected here; a list begins on a line of its own"},
    {"did not find expected key", "a key is expected here; check the indentation"},
    {"did not find expected '-' indicator", "'- ' is expected here; check the indentation"},
    {"did not find expected ',' or ']'", "',' or ']' is expected here"},
    {"did not find expected ',' or '}'", "',' or '}' is expected here"},
    {"could not find expected ':'", "this is not a key, since no ':' follows; check the indentation", true},
    {"found unexpected end of stream", "the quote that opens here is never closed", true},
    {"found unexpected document indicator", "the quote that opens here is not closed before the document ends", true},
    {"found unknown escape character",
     "unknown escape; in double quotes write \\\\ for a backslash, or use single quotes"},
    {"did not find expected <document start>",
     "this stands outside of the document; check the indentation and the quotes"},
    {"found a tab character that violates indentation", "a tab can't indent; use blanks"},
    {"found a tab character where an indentation space is expected", "a tab can't indent; use blanks"},
    {"did not find expected node content", "a value is expected here"},
    {"found undefined tag handle", "unknown tag"},
    {"did not find expected alphabetic or numeric character", "a text that begins with '*' or '&' must be quoted",
     true},
};

// What stands in the way of a value where libyaml found a character that can't begin one.
std::string CannotBegin(char c) {
  if (c == '\t') return "a tab can't indent; use blanks";
  return fmt::format("a text that begins with '{}' must be quoted", c);
}

// "the list that begins on line 3", from libyaml's "while parsing a block sequence".
std::string_view Inside(std::string_view context) {
  if (context.ends_with("sequence")) return "list";
  if (context.ends_with("mapping")) return "map";
  return "";
}

std::string TagText(const yaml_char_t* text) {
  return text == nullptr ? "" : reinterpret_cast<const char*>(text);
}

YamlEvent::Kind KindOf(yaml_event_type_t type) {
  switch (type) {
    case YAML_DOCUMENT_START_EVENT:
      return YamlEvent::Kind::kDocumentStart;
    case YAML_DOCUMENT_END_EVENT:
      return YamlEvent::Kind::kDocumentEnd;
    case YAML_ALIAS_EVENT:
      return YamlEvent::Kind::kAlias;
    case YAML_SCALAR_EVENT:
      return YamlEvent::Kind::kScalar;
    case YAML_SEQUENCE_START_EVENT:
      return YamlEvent::Kind::kListStart;
    case YAML_SEQUENCE_END_EVENT:
      return YamlEvent::Kind::kListEnd;
    case YAML_MAPPING_START_EVENT:
      return YamlEvent::Kind::kMapStart;
    case YAML_MAPPING_END_EVENT:
      return YamlEvent::Kind::kMapEnd;
    default:
      return YamlEvent::Kind::kEnd;
  }
}

YamlEvent Convert(const yaml_event_t& raw) {
  YamlEvent event;
  event.kind = KindOf(raw.type);
  switch (raw.type) {
    case YAML_ALIAS_EVENT:
      event.text = TagText(raw.data.alias.anchor);
      break;
    case YAML_SCALAR_EVENT:
      event.text.assign(reinterpret_cast<const char*>(raw.data.scalar.value), raw.data.scalar.length);
      event.anchor = TagText(raw.data.scalar.anchor);
      event.tag = TagText(raw.data.scalar.tag);
      event.quoted = raw.data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
      break;
    case YAML_SEQUENCE_START_EVENT:
      event.anchor = TagText(raw.data.sequence_start.anchor);
      event.tag = TagText(raw.data.sequence_start.tag);
      break;
    case YAML_MAPPING_START_EVENT:
      event.anchor = TagText(raw.data.mapping_start.anchor);
      event.tag = TagText(raw.data.mapping_start.tag);
      break;
    default:
      break;
  }
  return event;
}

}  // namespace

class YamlEvents::Parser {
 public:
  Parser(const Source& source, Read read) : source_(source), read_(std::move(read)) {
    if (yaml_parser_initialize(&raw_) == 0) {
      failure_ = Error("out of memory");
      return;
    }
    made_ = true;
    yaml_parser_set_encoding(&raw_, YAML_UTF8_ENCODING);
    yaml_parser_set_input(&raw_, &Parser::OnRead, this);
  }
  ~Parser() {
    if (made_) yaml_parser_delete(&raw_);
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  Result<YamlEvent> Next() {
    while (!failure_) {
      if (ended_) return YamlEvent{};
      yaml_event_t raw;
      if (yaml_parser_parse(&raw_, &raw) == 0) {
        failure_ = failure_ ? failure_ : Translate();
        break;
      }
      since_event_ = 0;
      tracker_.AdvanceTo(raw.start_mark.index);
      YamlEvent event = Convert(raw);
      event.line = tracker_.line();
      event.column = tracker_.column();
      ended_ = raw.type == YAML_STREAM_END_EVENT;
      const bool start = raw.type == YAML_STREAM_START_EVENT;
      yaml_event_delete(&raw);
      if (!start) return event;
    }
    return Unexpected(*failure_);
  }

 private:
  // libyaml's read handler: 1 for success, 0 for failure.
  static int OnRead(void* self, unsigned char* buffer, size_t size, size_t* got) {
    return static_cast<Parser*>(self)->Fill(std::span<char>(reinterpret_cast<char*>(buffer), size), *got);
  }

  int Fill(std::span<char> buffer, size_t& got) {
    got = 0;
    if (since_event_ > kMaxValue) {
      failure_ = Fault("a single value behind this place is longer than 16 MiB");
      return 0;
    }
    Result<size_t> read = first_ ? FillFirst(buffer) : read_(buffer);
    first_ = false;
    if (!read) {
      failure_ = read.error();
      return 0;
    }
    got = *read;
    since_event_ += got;
    tracker_.Feed(std::string_view(buffer.data(), got));
    return 1;
  }

  // Leaves out a byte order mark, however small the pieces are that the text comes in.
  Result<size_t> FillFirst(std::span<char> buffer) {
    assert(buffer.size() >= kByteOrderMark.size());
    size_t filled = 0;
    while (filled < kByteOrderMark.size()) {
      Result<size_t> read = read_(buffer.subspan(filled));
      if (!read) return read;
      if (*read == 0) return filled;
      filled += *read;
    }
    if (std::string_view(buffer.data(), filled).starts_with(kByteOrderMark)) {
      std::copy(buffer.begin() + kByteOrderMark.size(), buffer.begin() + filled, buffer.begin());
      filled -= kByteOrderMark.size();
      if (filled == 0) return read_(buffer);
    }
    return filled;
  }

  // A mistake where the tracker is.
  Error Fault(std::string message) const {
    const Place place{source_.path, tracker_.line(), tracker_.column()};
    return Error(Diagnostic{place, std::move(message), ExcerptOf(source_.text, place.line, place.column)});
  }

  Error Translate() {
    if (raw_.error == YAML_MEMORY_ERROR) return Error("out of memory");
    if (raw_.error == YAML_READER_ERROR) return TranslateBytes();
    const std::string_view problem = raw_.problem == nullptr ? "" : raw_.problem;
    const std::string_view context = raw_.context == nullptr ? "" : raw_.context;
    const auto found = std::find_if(std::begin(kTranslations), std::end(kTranslations),
                                    [&](const Translation& t) { return t.problem == problem; });
    const bool known = found != std::end(kTranslations);
    const bool at_context = known && found->at_context && !context.empty();
    tracker_.AdvanceTo(at_context ? raw_.context_mark.index : raw_.problem_mark.index);
    std::string message;
    if (problem == "found character that cannot start any token")
      message = CannotBegin(tracker_.Current());
    else if (known && tracker_.Current() == '\t' && !at_context)
      message = "a tab can't indent; use blanks";
    else if (known && tracker_.InVariable())
      message = "within [ ] and { } a ${…} must be quoted";
    else if (known)
      message = found->message;
    else
      message =
          context.empty() ? fmt::format("not YAML: {}", problem) : fmt::format("not YAML: {} {}", context, problem);
    if (!at_context && !Inside(context).empty())
      message += fmt::format(" (in the {} that begins on line {})", Inside(context), raw_.context_mark.line + 1);
    return Fault(std::move(message));
  }

  Error TranslateBytes() {
    const std::string_view problem = raw_.problem;
    tracker_.AdvanceToByte(raw_.problem_offset, problem == "invalid trailing UTF-8 octet");
    if (problem == "input is too long") return Fault("the text is too long");
    if (problem != "control characters are not allowed")
      return Fault(fmt::format("byte 0x{:02X} is not UTF-8; save the file as UTF-8",
                               static_cast<unsigned char>(tracker_.Current())));
    if (raw_.problem_value == 0) return Fault("a NUL byte: this is not a text file");
    return Fault(fmt::format(
        "the control character U+{:04X} is not allowed; it can be written as \"\\x{:02x}\" in double quotes",
        raw_.problem_value, raw_.problem_value));
  }

  const Source& source_;
  Read read_;
  yaml_parser_t raw_{};
  PlaceTracker tracker_;
  std::optional<Error> failure_;
  size_t since_event_ = 0;  // bytes read since the last event
  bool made_ = false;
  bool first_ = true;
  bool ended_ = false;
};

YamlEvents::YamlEvents(std::shared_ptr<const Source> source, Read read)
    : source_(std::move(source)), parser_(std::make_unique<Parser>(*source_, std::move(read))) {}
YamlEvents::~YamlEvents() = default;

Result<YamlEvent> YamlEvents::Next() {
  return parser_->Next();
}

}  // namespace harness
