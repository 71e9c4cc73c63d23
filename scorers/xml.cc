#include "scorers/xml.h"

#include <expat.h>

#include <algorithm>
#include <utility>

#include "harness/base/text.h"
#include "scorers/judged.h"

namespace harness {
namespace {

constexpr size_t kChunk = size_t{64} << 10;  // bytes between two looks at the clock

// The search for fragments reads so many times the text at most, at least so many bytes; each try counts for some.
constexpr size_t kSearch = 4;
constexpr size_t kSearchFloor = size_t{4} << 20;
constexpr size_t kTry = 256;

struct XmlReading {
  std::string problem;               // why it is not well-formed; empty: it is
  std::vector<std::string> missing;  // elements that were asked for
  size_t read = 0;                   // bytes, up to the end of the fragment or to the problem
  bool expired = false;
};

// Reads one document, or one element where a fragment is asked for.
class XmlReader {
 public:
  XmlReader(const std::vector<std::string>& wanted, bool fragment)
      : wanted_(wanted), seen_(wanted.size()), fragment_(fragment), parser_(XML_ParserCreate("UTF-8")) {
    if (!parser_) return;
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(parser_, &XmlReader::OnStart, &XmlReader::OnEnd);
    XML_SetStartDoctypeDeclHandler(parser_, &XmlReader::OnDoctype);
  }
  ~XmlReader() {
    if (parser_) XML_ParserFree(parser_);
  }
  XmlReader(const XmlReader&) = delete;
  XmlReader& operator=(const XmlReader&) = delete;

  XmlReading Read(std::string_view text, const CallContext& context) {
    XmlReading reading;
    bool good = parser_ != nullptr;
    for (size_t at = 0; good && !complete_;) {
      reading.expired = context.Expired();
      if (reading.expired) return reading;
      const size_t size = std::min(kChunk, text.size() - at);
      const bool last = at + size == text.size();
      good = XML_Parse(parser_, text.data() + at, static_cast<int>(size), last) == XML_STATUS_OK;
      at += size;
      if (last) break;
    }
    reading.read = complete_ ? end_ : std::min(text.size(), Position());
    if (!good && !complete_) reading.problem = Problem();
    for (size_t i = 0; i < wanted_.size(); ++i)
      if (!seen_[i]) reading.missing.push_back(wanted_[i]);
    return reading;
  }

 private:
  static void OnStart(void* reader, const XML_Char* name, const XML_Char**) {
    static_cast<XmlReader*>(reader)->Open(name);
  }
  static void OnEnd(void* reader, const XML_Char*) { static_cast<XmlReader*>(reader)->Close(); }
  static void OnDoctype(void* reader, const XML_Char*, const XML_Char*, const XML_Char*, int has_internal_subset) {
    if (has_internal_subset != 0)
      static_cast<XmlReader*>(reader)->Stop("a DOCTYPE with declarations of its own is not read");
  }

  void Open(std::string_view name) {
    lengths_.push_back(path_.size());
    if (lengths_.size() > kMaxXmlDepth) return Stop(fmt::format("more than {} elements in one another", kMaxXmlDepth));
    if (!path_.empty()) path_ += '.';
    path_ += name;
    for (size_t i = 0; i < wanted_.size(); ++i)
      if (wanted_[i] == path_) seen_[i] = true;
  }

  void Close() {
    path_.resize(lengths_.back());
    lengths_.pop_back();
    if (!fragment_ || !lengths_.empty()) return;
    complete_ = true;
    end_ = Position() + static_cast<size_t>(XML_GetCurrentByteCount(parser_));
    XML_StopParser(parser_, XML_FALSE);
  }

  void Stop(std::string why) {
    if (stopped_.empty()) stopped_ = std::move(why);
    XML_StopParser(parser_, XML_FALSE);
  }

  size_t Position() const {
    return parser_ ? static_cast<size_t>(std::max<XML_Index>(XML_GetCurrentByteIndex(parser_), 0)) : 0;
  }

  std::string Problem() const {
    if (!parser_) return "there is no memory to read it";
    const std::string what = stopped_.empty() ? XML_ErrorString(XML_GetErrorCode(parser_)) : stopped_;
    return fmt::format("line {}, column {}: {}", XML_GetCurrentLineNumber(parser_),
                       XML_GetCurrentColumnNumber(parser_) + 1, what);
  }

  const std::vector<std::string>& wanted_;
  std::vector<bool> seen_;
  const bool fragment_;
  XML_Parser parser_;
  std::string path_;             // of the element that is open, dotted
  std::vector<size_t> lengths_;  // of the path before each open element
  std::string stopped_;          // why we ended it
  bool complete_ = false;        // the fragment
  size_t end_ = 0;
};

Score Expired() {
  return Score::Error("there was no time to read all of the XML");
}

std::string Missing(const std::vector<std::string>& elements) {
  return fmt::format("the XML lacks {} {}", elements.size() == 1 ? "the element" : "the elements",
                     JoinQuoted(elements));
}

class IsXmlScorer final : public Scorer {
 public:
  explicit IsXmlScorer(std::vector<std::string> wanted) : wanted_(std::move(wanted)) {}

  Score Judge(const Question& question, const CallContext& context) override {
    const TextView view(question.actual);
    const XmlReading reading = XmlReader(wanted_, false).Read(Trim(view.text()), context);
    if (reading.expired) return Expired();
    if (!reading.problem.empty())
      return Score::Fail(fmt::format("no XML ({}): {}", reading.problem, Quote(view.text())));
    return reading.missing.empty() ? Score::Pass() : Score::Fail(Missing(reading.missing));
  }

 private:
  const std::vector<std::string> wanted_;
};

class ContainsXmlScorer final : public Scorer {
 public:
  explicit ContainsXmlScorer(std::vector<std::string> wanted) : wanted_(std::move(wanted)) {}

  Score Judge(const Question& question, const CallContext& context) override {
    const TextView view(question.actual);
    const std::string_view text = view.text();
    size_t budget = std::max(kSearchFloor, kSearch * text.size());
    std::vector<std::string> lacking;  // of the first fragment
    for (size_t at = NextElement(text, 0); at != std::string_view::npos;) {
      const XmlReading reading = XmlReader(wanted_, true).Read(text.substr(at), context);
      if (reading.expired) return Expired();
      const bool good = reading.problem.empty();
      if (good && reading.missing.empty()) return Score::Pass();
      if (good && lacking.empty()) lacking = reading.missing;
      if (reading.read + kTry > budget) return Failure(lacking, view, "; the search was given up: too many tags");
      budget -= reading.read + kTry;
      at = NextElement(text, good ? at + reading.read : at + 1);
    }
    return Failure(lacking, view, "");
  }

 private:
  static size_t NextElement(std::string_view text, size_t from) {
    for (size_t at = text.find('<', from); at != std::string_view::npos; at = text.find('<', at + 1)) {
      const auto next = static_cast<unsigned char>(at + 1 < text.size() ? text[at + 1] : ' ');
      const auto lower = static_cast<unsigned char>(next | 0x20);
      if ((lower >= 'a' && lower <= 'z') || next == '_' || next == ':' || next >= 0x80) return at;
    }
    return std::string_view::npos;
  }

  static Score Failure(const std::vector<std::string>& lacking, const TextView& view, std::string_view suffix) {
    if (!lacking.empty()) return Score::Fail(fmt::format("{}{}", Missing(lacking), suffix));
    return Score::Fail(fmt::format("there is no XML element that is well-formed: {}{}", Quote(view.text()), suffix));
  }

  const std::vector<std::string> wanted_;
};

// The dotted paths of `value` or `elements`; a text holds them between commas.
Result<std::vector<std::string>> ElementsIn(const Node& config) {
  const Node* value = config.Find("value");
  const Node* elements = config.Find("elements");
  if (value && elements) return elements->Fail("'value' and 'elements' say the same and can't both be given");
  const Node* given = elements ? elements : value;
  std::vector<std::string> paths;
  if (!given) return paths;
  for (const std::string& text : ReadTexts(*given))
    for (const std::string_view path : Split(text, ",")) paths.emplace_back(Trim(path));
  if (std::find(paths.begin(), paths.end(), "") != paths.end())
    return given->Fail("the path of an element is empty; write for example root.child");
  return paths;
}

template <typename T>
Result<std::unique_ptr<Scorer>> Make(const Node& config, const Services&) {
  Result<std::vector<std::string>> wanted = ElementsIn(config);
  if (!wanted) return Unexpected(wanted.error());
  return std::make_unique<T>(*std::move(wanted));
}

ScorerType TypeOf(std::string name, std::string doc, Factory<Scorer> make) {
  ScorerType type;
  type.name = std::move(name);
  type.doc = std::move(doc);
  type.needs = Needs::kNothing;
  type.value = kText | kTextList;
  type.shape.fields = {{.name = "elements",
                        .types = kText | kTextList,
                        .doc = "Dotted paths of elements that must be there, from the root: root.child."}};
  type.make = std::move(make);
  return type;
}

}  // namespace

ScorerType IsXmlScorerType() {
  return TypeOf("is-xml", "The output is a well-formed XML document, with certain elements if they are named.",
                Make<IsXmlScorer>);
}

ScorerType ContainsXmlScorerType() {
  return TypeOf("contains-xml",
                "The output contains a well-formed XML element, with certain elements if they are named.",
                Make<ContainsXmlScorer>);
}

}  // namespace harness
