#include "harness/base/segment.h"

#include <unicode/brkiter.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include <cassert>
#include <memory>

namespace harness {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

// The code point at `at`, which moves behind it.
char32_t Next(std::string_view text, int32_t& at) {
  const auto length = static_cast<int32_t>(text.size());
  UChar32 c = 0;
  U8_NEXT(reinterpret_cast<const uint8_t*>(text.data()), at, length, c);
  return c < 0 ? kReplacement : static_cast<char32_t>(c);
}

UChar32 ToIcu(char32_t c) {
  return static_cast<UChar32>(c);
}

bool IsBlank(char32_t c) {
  if (c < 0x80) return c == ' ' || (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x1F);
  return u_isUWhiteSpace(ToIcu(c));
}

bool IsOfWord(char32_t c) {
  if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return (U_GET_GC_MASK(ToIcu(c)) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0;
}

bool IsUnspaced(char32_t c) {
  if (c < 0x0E00) return false;
  if (u_getIntPropertyValue(ToIcu(c), UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT) return true;
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(ToIcu(c), &status);
  return script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA;
}

bool IsPunctuation(char32_t c) {
  const uint32_t mask = U_GET_GC_MASK(ToIcu(c));
  return (mask & U_GC_P_MASK) != 0 || (c < 0x80 && (mask & U_GC_S_MASK) != 0);
}

// Adds a piece; true: `stop` said so.
bool Push(std::string_view piece, std::vector<std::string_view>& pieces, const StopCutting& stop) {
  pieces.push_back(piece);
  return stop && stop(pieces.size());
}

// ICU's iterator over words, made when the first run needs it: opening the dictionaries takes longer than most texts.
class Dictionary {
 public:
  // Adds the parts of `run`, or the whole where ICU has no data. False: `stop` said so.
  bool Part(std::string_view run, std::vector<std::string_view>& words, const StopCutting& stop) {
    UErrorCode status = U_ZERO_ERROR;
    if (!words_) words_.reset(icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
    UText* text = utext_openUTF8(nullptr, run.data(), static_cast<int64_t>(run.size()), &status);
    if (words_ && U_SUCCESS(status)) words_->setText(text, status);
    bool stopped = false;
    if (!words_ || U_FAILURE(status)) {
      stopped = Push(run, words, stop);
    } else {
      int32_t begin = words_->first();
      for (int32_t end = words_->next(); !stopped && end != icu::BreakIterator::DONE; begin = end, end = words_->next())
        stopped = Push(run.substr(static_cast<size_t>(begin), static_cast<size_t>(end - begin)), words, stop);
    }
    utext_close(text);
    return !stopped;
  }

 private:
  std::unique_ptr<icu::BreakIterator> words_;
};

// False: `stop` said so.
bool AddWords(std::string_view text, Dictionary& dictionary, std::vector<std::string_view>& words,
              const StopCutting& stop) {
  assert(text.size() <= INT32_MAX);
  const auto length = static_cast<int32_t>(text.size());
  int32_t begin = 0;
  bool unspaced = false;
  const auto end_run = [&](int32_t end) {
    const std::string_view run = text.substr(static_cast<size_t>(begin), static_cast<size_t>(end - begin));
    const bool part = unspaced;
    unspaced = false;
    if (part) return dictionary.Part(run, words, stop);
    return run.empty() || !Push(run, words, stop);
  };
  for (int32_t at = 0; at < length;) {
    const int32_t before = at;
    const char32_t c = Next(text, at);
    if (IsOfWord(c)) {
      unspaced = unspaced || IsUnspaced(c);
      continue;
    }
    if (!end_run(before)) return false;
    begin = at;
  }
  return end_run(length);
}

bool HasUnspaced(std::string_view text) {
  for (int32_t at = 0; at < static_cast<int32_t>(text.size());)
    if (IsUnspaced(Next(text, at))) return true;
  return false;
}

}  // namespace

std::u32string CodePoints(std::string_view text) {
  assert(text.size() <= INT32_MAX);
  std::u32string points;
  points.reserve(text.size());
  for (int32_t at = 0; at < static_cast<int32_t>(text.size());) points.push_back(Next(text, at));
  return points;
}

std::string ToUtf8(std::u32string_view text) {
  std::string bytes;
  for (const char32_t c : text) {
    char sequence[U8_MAX_LENGTH];
    int32_t length = 0;
    U8_APPEND_UNSAFE(sequence, length, ToIcu(c));
    bytes.append(sequence, static_cast<size_t>(length));
  }
  return bytes;
}

std::vector<std::string_view> SplitBlanks(std::string_view text, const StopCutting& stop) {
  assert(text.size() <= INT32_MAX);
  std::vector<std::string_view> pieces;
  const auto length = static_cast<int32_t>(text.size());
  int32_t begin = 0;
  const auto end_piece = [&](int32_t end) {
    return end == begin ||
           !Push(text.substr(static_cast<size_t>(begin), static_cast<size_t>(end - begin)), pieces, stop);
  };
  for (int32_t at = 0; at < length;) {
    const int32_t before = at;
    if (!IsBlank(Next(text, at))) continue;
    if (!end_piece(before)) return pieces;
    begin = at;
  }
  end_piece(length);
  return pieces;
}

std::vector<std::string_view> Words(std::string_view text, const StopCutting& stop) {
  std::vector<std::string_view> words;
  Dictionary dictionary;
  AddWords(text, dictionary, words, stop);
  return words;
}

std::vector<std::string_view> SpacedWords(std::string_view text, const StopCutting& stop) {
  Dictionary dictionary;
  std::vector<std::string_view> words;
  for (const std::string_view piece : SplitBlanks(text, stop)) {
    const bool goes_on = HasUnspaced(piece) ? AddWords(piece, dictionary, words, stop) : !Push(piece, words, stop);
    if (!goes_on) break;
  }
  return words;
}

std::string WithoutPunctuation(std::string_view text) {
  assert(text.size() <= INT32_MAX);
  std::string kept;
  kept.reserve(text.size());
  for (int32_t at = 0; at < static_cast<int32_t>(text.size());) {
    const auto before = static_cast<size_t>(at);
    if (!IsPunctuation(Next(text, at))) kept += text.substr(before, static_cast<size_t>(at) - before);
  }
  return kept;
}

}  // namespace harness
