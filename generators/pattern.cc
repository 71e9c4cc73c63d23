#include "generators/pattern.h"

#include <algorithm>
#include <bitset>
#include <optional>

namespace harness {

// One of several sequences, so many times.
struct Pattern::Part {
  std::string text;                             // one of these bytes, or,
  bool is_literal = false;                      // all of them
  std::vector<std::vector<Part>> alternatives;  // of a group
  int least = 1, most = 1;                      // times
  size_t longest = 0;                           // bytes that it may make
};

namespace {

using Bytes = std::bitset<256>;

constexpr int kMaxDepth = 50;
constexpr int kMaxTimes = 1000;

Bytes Range(char from, char to) {
  Bytes bytes;
  for (int c = static_cast<unsigned char>(from); c <= static_cast<unsigned char>(to); ++c)
    bytes.set(static_cast<size_t>(c));
  return bytes;
}

// Of \d, \w, \s and their opposites among printable ASCII; nullopt: the letter names no class.
std::optional<Bytes> NamedClass(char letter) {
  const Bytes printable = Range(' ', '~');
  const Bytes digits = Range('0', '9');
  const Bytes words = digits | Range('a', 'z') | Range('A', 'Z') | Range('_', '_');
  switch (letter) {
    case 'd':
      return digits;
    case 'D':
      return printable & ~digits;
    case 'w':
      return words;
    case 'W':
      return printable & ~words;
    case 's':
      return Range(' ', ' ');
    case 'S':
      return printable & ~Range(' ', ' ');
    default:
      return std::nullopt;
  }
}

std::string Listed(const Bytes& bytes) {
  std::string list;
  for (size_t c = 0; c < bytes.size(); ++c)
    if (bytes[c]) list += static_cast<char>(c);
  return list;
}

bool IsWord(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

}  // namespace

class Pattern::Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<Part> Parse() {
    if (text_.starts_with('^')) ++at_;
    Part root;
    ReadGroup(root, 0);
    if (!failed() && at_ < text_.size()) Mistake("a ) without its (");
    if (!failed() && root.longest > kMaxPatternText)
      Mistake(fmt::format("it may become longer than {} bytes", kMaxPatternText));
    if (failed()) return Fail("byte {}: {}", place_ + 1, mistake_);
    return root;
  }

 private:
  bool failed() const { return !mistake_.empty(); }
  bool More() const { return at_ < text_.size(); }
  bool Skip(char c) {
    if (!More() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void Mistake(std::string what) {
    if (failed()) return;
    place_ = at_;
    mistake_ = std::move(what);
  }

  // Alternatives up to a ) or the end.
  void ReadGroup(Part& group, int depth) {
    if (depth > kMaxDepth) return Mistake("too many groups in one another");
    do {
      std::vector<Part> sequence;
      while (More() && !failed() && text_[at_] != '|' && text_[at_] != ')') ReadPart(sequence, depth);
      size_t longest = 0;
      for (const Part& part : sequence) longest += part.longest;
      group.longest = std::max(group.longest, longest);
      group.alternatives.push_back(std::move(sequence));
    } while (!failed() && Skip('|'));
  }

  void ReadPart(std::vector<Part>& sequence, int depth) {
    if (text_[at_] == '$' && at_ + 1 == text_.size()) {
      ++at_;
      return;
    }
    Part part;
    if (Skip('('))
      ReadParentheses(part, depth);
    else if (Skip('['))
      ReadClass(part);
    else
      ReadOne(part);
    if (failed()) return;
    ReadTimes(part);
    // A part that makes nothing takes time too.
    part.longest = std::clamp<size_t>(part.longest, 1, kMaxPatternText + 1) * static_cast<size_t>(part.most);
    sequence.push_back(std::move(part));
  }

  void ReadParentheses(Part& part, int depth) {
    if (Skip('?') && !Skip(':')) return Mistake("only (?: is known of groups that begin with a question mark");
    ReadGroup(part, depth + 1);
    if (!failed() && !Skip(')')) Mistake("a ( without its )");
  }

  // A byte outside of classes and groups.
  void ReadOne(Part& part) {
    part.longest = 1;
    const char c = text_[at_++];
    if (std::string_view("*+?{").find(c) != std::string_view::npos) {
      --at_;
      return Mistake(fmt::format("'{}' with nothing to repeat", c));
    }
    if (c == '^' || c == '$') {
      --at_;
      return Mistake(fmt::format("'{}' within the pattern; it is known at its ends only", c));
    }
    if (c == '.') {
      part.text = Listed(Range(' ', '~'));
    } else if (c == '\\') {
      ReadEscape(part);
    } else {
      part.is_literal = true;
      part.text = c;
      while (More() && (text_[at_] & 0xc0) == 0x80) part.text += text_[at_++];  // the rest of a code point
      part.longest = part.text.size();
    }
  }

  void ReadEscape(Part& part) {
    if (!More()) return Mistake("a \\ with nothing behind it");
    const char c = text_[at_];
    if (const std::optional<Bytes> bytes = NamedClass(c)) {
      part.text = Listed(*bytes);
    } else if (c == 't' || c == 'n') {
      part.text = c == 't' ? '\t' : '\n';
    } else if (IsWord(c)) {
      return Mistake(fmt::format("\\{} is not known", c));
    } else {
      part.text = c;
    }
    ++at_;
  }

  // Behind the [.
  void ReadClass(Part& part) {
    const bool opposite = Skip('^');
    Bytes bytes;
    for (bool first = true; !failed(); first = false) {
      if (!More()) return Mistake("a [ without its ]");
      if (!first && Skip(']')) break;
      AddToClass(bytes);
    }
    if (opposite) bytes = Range(' ', '~') & ~bytes;
    if (!failed() && bytes.none()) return Mistake("a class that nothing is in");
    part.text = Listed(bytes);
    part.longest = 1;
  }

  // A byte, a named class or a range.
  void AddToClass(Bytes& bytes) {
    if (const std::optional<Bytes> named =
            text_[at_] == '\\' && at_ + 1 < text_.size() ? NamedClass(text_[at_ + 1]) : std::nullopt) {
      at_ += 2;
      bytes |= *named;
      return;
    }
    const char from = ReadClassByte();
    if (failed()) return;
    if (at_ + 1 >= text_.size() || text_[at_] != '-' || text_[at_ + 1] == ']') {
      bytes.set(static_cast<unsigned char>(from));
      return;
    }
    ++at_;
    const char to = ReadClassByte();
    if (failed()) return;
    if (static_cast<unsigned char>(to) < static_cast<unsigned char>(from))
      return Mistake(fmt::format("the range {}-{} is the wrong way round", from, to));
    bytes |= Range(from, to);
  }

  char ReadClassByte() {
    if (Skip('\\') && !More()) return Mistake("a [ without its ]"), '\0';
    const char c = text_[at_];
    if (static_cast<unsigned char>(c) >= 0x80) return Mistake("only ASCII is known in classes"), '\0';
    ++at_;
    return c;
  }

  void ReadTimes(Part& part) {
    if (Skip('?')) {
      part.least = 0;
    } else if (Skip('*')) {
      part.least = 0;
      part.most = kPatternMore;
    } else if (Skip('+')) {
      part.most = 1 + kPatternMore;
    } else if (More() && text_[at_] == '{') {
      ReadBraces(part);
    } else {
      return;
    }
    if (!failed() && More() && std::string_view("*+?{").find(text_[at_]) != std::string_view::npos)
      Mistake("a quantifier behind another");
  }

  void ReadBraces(Part& part) {
    ++at_;
    const std::optional<int> least = ReadTimesNumber();
    std::optional<int> most = least;
    if (least && Skip(',')) most = More() && text_[at_] == '}' ? *least + kPatternMore : ReadTimesNumber();
    if (!failed() && (!least || !most || !Skip('}'))) return Mistake("{n}, {n,m} or {n,} is known");
    if (failed()) return;
    if (*most < *least) return Mistake("more at least than at most");
    part.least = *least;
    part.most = *most;
  }

  std::optional<int> ReadTimesNumber() {
    int number = 0;
    const size_t begin = at_;
    for (; More() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
      number = number * 10 + (text_[at_] - '0');
      if (number > kMaxTimes) return Mistake(fmt::format("more than {} times", kMaxTimes)), std::nullopt;
    }
    return at_ == begin ? std::nullopt : std::optional(number);
  }

  const std::string_view text_;
  size_t at_ = 0;
  size_t place_ = 0;
  std::string mistake_;
};

Result<Pattern> Pattern::Parse(std::string_view expression) {
  Result<Part> root = Parser(expression).Parse();
  if (!root) return Unexpected(root.error());
  Pattern pattern;
  pattern.root_ = std::make_shared<const Part>(*std::move(root));
  return pattern;
}

void Pattern::Append(Rng& rng, std::string& to) const {
  Write(*root_, rng, to);
}

void Pattern::Write(const Part& part, Rng& rng, std::string& to) {
  int times = part.least;
  if (part.most > part.least) times += static_cast<int>(rng.Uniform(static_cast<uint64_t>(part.most - part.least) + 1));
  for (; times > 0; --times) {
    if (part.is_literal) {
      to += part.text;
    } else if (part.alternatives.empty()) {
      to += part.text.size() == 1 ? part.text[0] : part.text[rng.Uniform(part.text.size())];
    } else {
      const size_t count = part.alternatives.size();
      for (const Part& inner : part.alternatives[count == 1 ? 0 : rng.Uniform(count)]) Write(inner, rng, to);
    }
  }
}

}  // namespace harness
