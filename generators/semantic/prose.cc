#include "generators/semantic/semantic_type.h"

namespace harness {
namespace {

constexpr size_t kMaxWords = 12;

class WordList {
 public:
  explicit WordList(Drawing& drawing) : drawing_(drawing) {}

  void Add(Words words) {
    words_[count_] = drawing_.One(words);
    size_ += words_[count_++].size() + 1;
  }
  // "the grey boat"
  void AddThing() {
    Add(kDeterminers);
    if (drawing_.Chance(50)) Add(kAdjectives);
    Add(kNouns);
  }

  // With a capital in front, blanks between and a full stop behind.
  Datum Sentence() {
    char* const text = drawing_.Take(size_);
    char* to = text;
    for (const std::string_view word : Words(words_.data(), count_)) {
      std::memcpy(to, word.data(), word.size());
      to += word.size();
      *to++ = ' ';
    }
    to[-1] = '.';
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return Datum::Text({text, size_});
  }

 private:
  Drawing& drawing_;
  std::array<std::string_view, kMaxWords> words_;
  size_t count_ = 0;
  size_t size_ = 0;  // of the sentence
};

// Who did what to what, where and how: 4 to 12 words.
Datum DrawSentence(Drawing& drawing) {
  WordList words(drawing);
  words.AddThing();
  if (drawing.Chance(25)) {
    words.Add(kLoneVerbs);
  } else {
    words.Add(kVerbs);
    words.AddThing();
  }
  if (drawing.Chance(60)) {
    words.Add(kPrepositions);
    words.AddThing();
    if (drawing.Chance(20)) words.Add(kAdverbs);
  } else {
    words.Add(kAdverbs);
  }
  return words.Sentence();
}

}  // namespace

std::vector<SemanticType> ProseTypes() {
  return {{"sentence", "A plain sentence of 4 to 12 words.", DrawSentence}};
}

}  // namespace harness
