#include "harness/base/expression_wrap.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <span>

#include "harness/base/expression_text.h"

namespace harness::expression {
namespace {

struct Character {
  UChar32 code = 0;
  std::string_view text;
};
using Chunk = std::span<const Character>;

bool IsBlank(const Character& c) {
  return c.code == ' ' || (c.code >= '\t' && c.code <= '\r');
}

bool IsWord(const Character& c) {
  return c.code == '_' || u_isalnum(c.code);
}

bool IsLetter(const Character& c) {
  return IsWord(c) && c.code != '_' && !u_isdigit(c.code);
}

bool IsWordOrPoint(const Character& c) {
  return IsWord(c) ||
         (c.code < 0x80 && std::string_view("!\"'&.,?").find(static_cast<char>(c.code)) != std::string_view::npos);
}

std::vector<Character> Decode(std::string_view text) {
  std::vector<Character> characters;
  const auto size = static_cast<int32_t>(text.size());
  for (int32_t at = 0; at < size;) {
    const int32_t begin = at;
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(text.data(), at, size, c);
    characters.push_back({c, text.substr(static_cast<size_t>(begin), static_cast<size_t>(at - begin))});
  }
  return characters;
}

// Cuts a line where it may be broken; wordsep_re of textwrap.py.
class Splitter {
 public:
  Splitter(Chunk line, bool hyphens) : line_(line), hyphens_(hyphens) {}

  std::vector<Chunk> Run() {
    std::vector<Chunk> chunks;
    for (size_t at = 0; at < line_.size();) {
      const size_t end = IsBlank(line_[at]) ? EndOfBlanks(at) : EndOfWord(at);
      chunks.push_back(line_.subspan(at, end - at));
      at = end;
    }
    return chunks;
  }

 private:
  bool Hyphen(size_t at) const { return at < line_.size() && line_[at].code == '-'; }
  bool Letter(size_t at) const { return at < line_.size() && IsLetter(line_[at]); }

  size_t EndOfBlanks(size_t at) const {
    while (at < line_.size() && IsBlank(line_[at])) ++at;
    return at;
  }

  // Where the dash of two or more hyphens at `at` ends, which stands between words; 0 if there is none.
  size_t EndOfDash(size_t at) const {
    if (at == 0 || !Hyphen(at) || !Hyphen(at + 1) || !IsWordOrPoint(line_[at - 1])) return 0;
    while (Hyphen(at)) ++at;
    return at < line_.size() && IsWord(line_[at]) ? at : 0;
  }

  bool IsBreakingHyphen(size_t at) const {
    if (!Hyphen(at) || at < 2 || !Letter(at - 1)) return false;
    const bool before = Letter(at - 2) || (at >= 3 && Hyphen(at - 2) && Letter(at - 3));
    return before && Letter(at + 1) && (Letter(at + 2) || (Hyphen(at + 2) && Letter(at + 3)));
  }

  size_t EndOfWord(size_t begin) const {
    if (hyphens_) {
      if (const size_t dash = EndOfDash(begin)) return dash;
    }
    for (size_t at = begin + 1; at < line_.size(); ++at) {
      if (IsBlank(line_[at])) return at;
      if (hyphens_ && IsBreakingHyphen(at)) return at + 1;
      if (hyphens_ && EndOfDash(at) != 0) return at;
    }
    return line_.size();
  }

  Chunk line_;
  bool hyphens_;
};

bool IsAllBlank(Chunk chunk) {
  return std::all_of(chunk.begin(), chunk.end(), [](const Character& c) { return BlankAt(c.text, 0) > 0; });
}

// How much of a word that fits no line goes into the `room` left on this one.
size_t PartOf(Chunk word, size_t room, bool hyphens) {
  if (!hyphens || word.size() <= room) return std::min(room, word.size());
  for (size_t at = room; at-- > 1;) {
    if (word[at].code != '-') continue;
    const Chunk before = word.first(at);
    const bool more = std::any_of(before.begin(), before.end(), [](const Character& c) { return c.code != '-'; });
    return more ? at + 1 : room;
  }
  return room;
}

void Append(std::string& to, Chunk chunk) {
  for (const Character& c : chunk) to += c.text;
}

}  // namespace

std::vector<std::string> Wrap(std::string_view text, const WrapOptions& options) {
  const std::vector<Character> line = Decode(text);
  std::vector<Chunk> chunks = Splitter(line, options.break_on_hyphens).Run();
  std::vector<std::string> lines;
  for (size_t next = 0; next < chunks.size();) {
    if (!lines.empty() && IsAllBlank(chunks[next]) && ++next == chunks.size()) break;
    std::vector<Chunk> taken;
    size_t size = 0;
    for (; next < chunks.size() && size + chunks[next].size() <= options.width; ++next) {
      taken.push_back(chunks[next]);
      size += chunks[next].size();
    }
    if (next < chunks.size() && chunks[next].size() > options.width) {
      if (options.break_long_words) {
        const size_t part = PartOf(chunks[next], options.width - size, options.break_on_hyphens);
        taken.push_back(chunks[next].first(part));
        chunks[next] = chunks[next].subspan(part);
        if (chunks[next].empty()) ++next;
      } else if (taken.empty()) {
        taken.push_back(chunks[next++]);
      }
    }
    if (!taken.empty() && IsAllBlank(taken.back())) taken.pop_back();
    if (taken.empty()) continue;
    lines.emplace_back();
    for (const Chunk chunk : taken) Append(lines.back(), chunk);
  }
  return lines;
}

}  // namespace harness::expression
