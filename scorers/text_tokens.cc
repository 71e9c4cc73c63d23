#include "scorers/text_tokens.h"

#include "harness/base/porter.h"
#include "harness/base/segment.h"
#include "harness/base/text.h"

namespace harness {
namespace {

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
  const std::vector<std::string_view> pieces = SplitBlanks(text);
  if (pieces.empty()) return {};
  return text.substr(0, static_cast<size_t>(pieces.back().data() + pieces.back().size() - text.data()));
}

std::vector<std::string> RougeScoreTokens(std::string_view text) {
  std::vector<std::string> tokens(1);
  for (const char c : text) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if ((lower >= 'a' && lower <= 'z') || IsDigit(lower))
      tokens.back() += lower;
    else if (!tokens.back().empty())
      tokens.emplace_back();
  }
  if (tokens.back().empty()) tokens.pop_back();
  return tokens;
}

std::vector<std::string> Owned(const std::vector<std::string_view>& views) {
  return {views.begin(), views.end()};
}

bool IsAsciiPunctuation(char c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

}  // namespace

Tokenizer TokenizerCalled(std::string_view name) {
  if (name == "13a") return Tokenizer::k13a;
  return name == "rouge-score" ? Tokenizer::kRougeScore : Tokenizer::kWords;
}

std::vector<std::string> Tokens(std::string_view text, Tokenizer tokenizer, bool fold) {
  const std::string folded = fold ? FoldCase(text) : std::string();
  if (fold) text = folded;
  switch (tokenizer) {
    case Tokenizer::kRougeScore:
      return RougeScoreTokens(text);
    case Tokenizer::k13a:
      return Owned(SplitBlanks(Apply13a(WithoutEnd(text))));
    case Tokenizer::kWords:
      break;
  }
  return Owned(Words(text));
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
