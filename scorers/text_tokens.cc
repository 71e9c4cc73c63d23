#include "scorers/text_tokens.h"

#include <algorithm>

#include "harness/base/porter.h"
#include "harness/base/text.h"

namespace harness {
namespace {

constexpr size_t kFirstStep = size_t{1} << 21;  // bytes

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

bool IsStop(char c) {
  return c == '.' || c == ',';
}

// 13a's [\{-\~\[-\` -\&\(-\+\:-\@\/]
bool IsSymbol(char c) {
  return (c >= '{' && c <= '~') || (c >= '[' && c <= '`') || (c >= ' ' && c <= '&') || (c >= '(' && c <= '+') ||
         (c >= ':' && c <= '@') || c == '/';
}

void ReplaceAll(std::string& text, std::string_view what, std::string_view with) {
  size_t at = text.find(what);
  if (at == std::string::npos) return;
  std::string replaced;
  size_t begin = 0;
  for (; at != std::string::npos; at = text.find(what, begin)) {
    replaced.append(text, begin, at - begin).append(with);
    begin = at + what.size();
  }
  text = replaced.append(text, begin);
}

// The rules of 13a look at two neighbours and go on behind both, as a substitution by a regular expression does.
// Rewrites every pair that `applies` to by `rewrite`.
template <typename Applies, typename Rewrite>
std::string RewritePairs(const std::string& text, Applies applies, Rewrite rewrite) {
  std::string made;
  made.reserve(text.size() + text.size() / 4);
  size_t i = 0;
  for (; i + 1 < text.size(); ++i) {
    if (!applies(text[i], text[i + 1])) {
      made += text[i];
      continue;
    }
    rewrite(made, text[i], text[i + 1]);
    ++i;
  }
  if (i < text.size()) made += text[i];
  return made;
}

// sacrebleu.tokenizers.tokenizer_13a and tokenizer_re, version 2. Bytes stand for code points: whatever is not ASCII
// matches only "no digit".
std::string Apply13a(std::string_view source) {
  std::string line(source);
  ReplaceAll(line, "<skipped>", "");
  ReplaceAll(line, "-\n", "");
  ReplaceAll(line, "\n", " ");
  ReplaceAll(line, "&quot;", "\"");
  ReplaceAll(line, "&amp;", "&");
  ReplaceAll(line, "&lt;", "<");
  ReplaceAll(line, "&gt;", ">");
  std::string spaced = " ";
  for (const char c : line) {
    if (IsSymbol(c))
      spaced.append({' ', c, ' '});
    else
      spaced += c;
  }
  spaced += ' ';
  spaced = RewritePairs(
      spaced, [](char a, char b) { return !IsDigit(a) && IsStop(b); },
      [](std::string& made, char a, char b) {
        made.append({a, ' ', b, ' '});
      });
  spaced = RewritePairs(
      spaced, [](char a, char b) { return IsStop(a) && !IsDigit(b); },
      [](std::string& made, char a, char b) {
        made.append({' ', a, ' ', b});
      });
  return RewritePairs(
      spaced, [](char a, char b) { return IsDigit(a) && b == '-'; },
      [](std::string& made, char a, char b) {
        made.append({a, ' ', b, ' '});
      });
}

// Without the blanks at its end, which a "-\n" there would otherwise take along.
std::string_view WithoutEnd(std::string_view text) {
  while (!text.empty()) {
    size_t last = text.size() - 1;
    while (last > 0 && (static_cast<unsigned char>(text[last]) & 0xC0) == 0x80) --last;
    if (!SplitBlanks(text.substr(last)).empty()) break;
    text = text.substr(0, last);
  }
  return text;
}

std::vector<std::string> RougeScoreTokens(std::string_view text, const StopCutting& stop) {
  std::vector<std::string> tokens(1);
  for (const char c : text) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if ((lower >= 'a' && lower <= 'z') || IsDigit(lower))
      tokens.back() += lower;
    else if (!tokens.back().empty()) {
      if (stop && stop(tokens.size())) return tokens;
      tokens.emplace_back();
    }
  }
  if (tokens.back().empty()) tokens.pop_back();
  return tokens;
}

std::vector<std::string> Owned(const std::vector<std::string_view>& views) {
  return {views.begin(), views.end()};
}

// Rewriting makes several copies, each up to three times as long. So a long text is taken apart from the beginning in
// steps, and one that `stop` refuses is never rewritten as a whole.
std::vector<std::string> TokensBy13a(std::string_view text, const StopCutting& stop) {
  text = WithoutEnd(text);
  // A cut within what is rewritten as one ("&quot;", "<skipped>") leaves fewer tokens than this too many.
  constexpr size_t kOfCut = 5;
  for (size_t bytes = kFirstStep; stop && bytes < text.size(); bytes *= 2) {
    const std::string begun = Apply13a(text.substr(0, bytes));
    bool stopped = false;
    const std::vector<std::string_view> pieces = SplitBlanks(begun, [&](size_t made) {
      stopped = stop(made - std::min(made, kOfCut));
      return stopped;
    });
    if (stopped) return Owned(pieces);
  }
  const std::string whole = Apply13a(text);
  return Owned(SplitBlanks(whole, stop));
}

bool IsAsciiPunctuation(char c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

}  // namespace

Tokenizer TokenizerCalled(std::string_view name) {
  if (name == "13a") return Tokenizer::k13a;
  return name == "rouge-score" ? Tokenizer::kRougeScore : Tokenizer::kWords;
}

std::vector<std::string> Tokens(std::string_view text, Tokenizer tokenizer, bool fold, const StopCutting& stop) {
  const std::string folded = fold ? FoldCase(text) : std::string();
  if (fold) text = folded;
  switch (tokenizer) {
    case Tokenizer::kRougeScore:
      return RougeScoreTokens(text, stop);
    case Tokenizer::k13a:
      return TokensBy13a(text, stop);
    case Tokenizer::kWords:
      break;
  }
  return Owned(Words(text, stop));
}

std::vector<std::string> ChrfWords(std::string_view text) {
  std::vector<std::string> words;
  for (const std::string_view piece : SplitBlanks(text)) {
    const size_t last = piece.size() - 1;
    const bool one = CountCodePoints(piece) == 1;
    if (!one && IsAsciiPunctuation(piece[last])) {
      words.emplace_back(piece.substr(0, last));
      words.emplace_back(piece.substr(last));
    } else if (!one && IsAsciiPunctuation(piece[0])) {
      words.emplace_back(piece.substr(0, 1));
      words.emplace_back(piece.substr(1));
    } else {
      words.emplace_back(piece);
    }
  }
  return words;
}

void StemTokens(std::vector<std::string>& tokens, size_t longer_than) {
  for (std::string& token : tokens)
    if (CountCodePoints(token) > longer_than) token = PorterStem(token);
}

}  // namespace harness
