#include "scorers/html.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "harness/base/text.h"
#include "scorers/html_tokens.h"
#include "scorers/judged.h"

namespace harness {
namespace {

// Of the HTML standard, section 4 and (obsolete ones) section 16; sorted.
constexpr std::string_view kElements[] = {
    "a",        "abbr",     "acronym",   "address",  "applet",   "area",     "article",    "aside",   "audio",
    "b",        "base",     "basefont",  "bdi",      "bdo",      "bgsound",  "big",        "blink",   "blockquote",
    "body",     "br",       "button",    "canvas",   "caption",  "center",   "cite",       "code",    "col",
    "colgroup", "data",     "datalist",  "dd",       "del",      "details",  "dfn",        "dialog",  "dir",
    "div",      "dl",       "dt",        "em",       "embed",    "fieldset", "figcaption", "figure",  "font",
    "footer",   "form",     "frame",     "frameset", "h1",       "h2",       "h3",         "h4",      "h5",
    "h6",       "head",     "header",    "hgroup",   "hr",       "html",     "i",          "iframe",  "img",
    "input",    "ins",      "kbd",       "label",    "legend",   "li",       "link",       "main",    "map",
    "mark",     "marquee",  "math",      "menu",     "menuitem", "meta",     "meter",      "nav",     "nobr",
    "noembed",  "noframes", "noscript",  "object",   "ol",       "optgroup", "option",     "output",  "p",
    "param",    "picture",  "plaintext", "pre",      "progress", "q",        "rb",         "rp",      "rt",
    "rtc",      "ruby",     "s",         "samp",     "script",   "search",   "section",    "select",  "slot",
    "small",    "source",   "span",      "strike",   "strong",   "style",    "sub",        "summary", "sup",
    "svg",      "table",    "tbody",     "td",       "template", "textarea", "tfoot",      "th",      "thead",
    "time",     "title",    "tr",        "track",    "tt",       "u",        "ul",         "var",     "video",
    "wbr",      "xmp",
};

static_assert(std::is_sorted(std::begin(kElements), std::end(kElements)));

constexpr std::string_view kVoid[] = {"area", "base",  "basefont", "bgsound", "br",    "col",    "embed", "frame", "hr",
                                      "img",  "input", "link",     "meta",    "param", "source", "track", "wbr"};

bool IsElement(std::string_view name) {
  return std::binary_search(std::begin(kElements), std::end(kElements), name) ||
         name.find('-') != std::string_view::npos;
}

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\n\r\f") == std::string_view::npos;
}

// Follows which elements are open, token by token, until something is no HTML.
class HtmlCheck {
 public:
  // Why the text up to this token is more than HTML; "": it is not.
  std::string Add(const HtmlToken& token) {
    switch (token.kind) {
      case HtmlToken::Kind::kText:
        if (!open_.empty() || IsBlank(token.text)) return "";
        return "text outside of HTML elements: " + Quote(Trim(token.text));
      case HtmlToken::Kind::kStart:
        return Open(token);
      case HtmlToken::Kind::kEnd:
        return Close(token);
      case HtmlToken::Kind::kDoctype:
        return token.name == "html" ? "" : "the DOCTYPE is not of HTML: " + Quote(token.text);
      case HtmlToken::Kind::kOther:
        return InForeign() ? "" : "this is no HTML: " + Quote(token.text);
      case HtmlToken::Kind::kComment:
        break;
    }
    return "";
  }

  bool any() const { return any_; }

 private:
  // Within svg and math other names are right too, and <…/> ends an element.
  bool InForeign() const { return foreign_ > 0; }
  static bool IsForeign(std::string_view name) { return name == "svg" || name == "math"; }

  std::string Open(const HtmlToken& token) {
    if (!InForeign() && !IsElement(token.name)) return fmt::format("<{}> is no HTML element", Shown(token.name));
    any_ = true;
    if (std::find(std::begin(kVoid), std::end(kVoid), token.name) != std::end(kVoid)) return "";
    if (token.self_closing && (InForeign() || IsForeign(token.name))) return "";
    const auto entry = names_.try_emplace(token.name, Name{0, IsForeign(token.name)}).first;
    Name& name = entry->second;
    ++name.open;
    if (name.foreign) ++foreign_;
    open_.push_back(&name);
    return "";
  }

  // Ends the element and those left open within it. An end tag without a beginning is passed over, as readers do.
  std::string Close(const HtmlToken& token) {
    const auto found = names_.find(token.name);
    if (found == names_.end() || found->second.open == 0)
      return IsElement(token.name) ? "" : fmt::format("</{}> is no HTML element", Shown(token.name));
    const Name* closed = nullptr;
    while (closed != &found->second) {
      Name* last = open_.back();
      open_.pop_back();
      --last->open;
      if (last->foreign) --foreign_;
      closed = last;
    }
    return "";
  }

  static std::string Shown(const std::string& name) { return Abbreviate(name, kQuoted); }

  struct Name {
    size_t open = 0;
    bool foreign = false;
  };
  std::unordered_map<std::string, Name> names_;  // of elements that were opened; entries stay where they are
  std::vector<Name*> open_;                      // innermost last
  size_t foreign_ = 0;                           // svg and math elements that are open
  bool any_ = false;
};

class IsHtmlScorer final : public Scorer {
 public:
  Score Judge(const Question& question, const CallContext&) override {
    const TextView view(question.actual);
    HtmlTokens tokens(view.text());
    HtmlCheck check;
    while (const std::optional<HtmlToken> token = tokens.Next())
      if (const std::string problem = check.Add(*token); !problem.empty()) return Score::Fail(problem);
    return check.any() ? Score::Pass() : Score::Fail("there is no HTML element: " + Quote(view.text()));
  }
};

bool IsMixedCase(std::string_view text) {
  const auto is = [&](auto test) { return std::any_of(text.begin(), text.end(), test); };
  return is([](char c) { return c >= 'a' && c <= 'z'; }) && is([](char c) { return c >= 'A' && c <= 'Z'; });
}

bool IsWordCharacter(char c) {
  const char lower = static_cast<char>(c | 0x20);
  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

// Whether a start tag can't well be anything but HTML. An attribute settles it. Without one, those of one letter are
// also comparisons, those in mixed case (List<Time>) and those behind a word (vector<object>) type parameters.
bool IsSurelyStart(const HtmlToken& token, std::string_view before) {
  if (!IsElement(token.name)) return false;
  if (token.has_value) return true;
  if (token.name.size() == 1 && token.name != "p") return false;
  if (IsMixedCase(token.text)) return false;
  const bool breaks = token.name == "br" || token.name == "wbr" || token.name == "hr";
  return breaks || before.empty() || !IsWordCharacter(before.back());
}

// Whether a token can't well be anything but HTML; `before` is the text up to it.
bool IsSurelyHtml(const HtmlToken& token, std::string_view before) {
  switch (token.kind) {
    case HtmlToken::Kind::kStart:
      return IsSurelyStart(token, before);
    case HtmlToken::Kind::kEnd:
      return IsElement(token.name);
    case HtmlToken::Kind::kDoctype:
      return token.name == "html";
    case HtmlToken::Kind::kText:
    case HtmlToken::Kind::kComment:
    case HtmlToken::Kind::kOther:
      break;
  }
  return false;
}

class ContainsHtmlScorer final : public Scorer {
 public:
  Score Judge(const Question& question, const CallContext&) override {
    const TextView view(question.actual);
    HtmlTokens tokens(view.text());
    while (const std::optional<HtmlToken> token = tokens.Next())
      if (IsSurelyHtml(*token, view.text().substr(0, token->text.data() - view.text().data()))) return Score::Pass();
    return Score::Fail("there is no HTML element: " + Quote(view.text()));
  }
};

template <typename T>
ScorerType TypeOf(std::string name, std::string doc) {
  ScorerType type;
  type.name = std::move(name);
  type.doc = std::move(doc);
  type.needs = Needs::kNothing;
  type.value = 0;
  type.make = [](const Node&, const Services&) -> Result<std::unique_ptr<Scorer>> { return std::make_unique<T>(); };
  return type;
}

}  // namespace

ScorerType IsHtmlScorerType() {
  return TypeOf<IsHtmlScorer>("is-html", "The output is HTML and nothing else: elements, and no text outside of them.");
}

ScorerType ContainsHtmlScorerType() {
  return TypeOf<ContainsHtmlScorer>("contains-html", "The output contains a tag of an HTML element.");
}

}  // namespace harness
