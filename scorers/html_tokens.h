// A text cut into tags, comments and what lies between, as the HTML standard's tokenizer does it, without a tree.
//
// Linear in the text; never fails: what is no markup is text. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace harness {

struct HtmlToken {
  enum class Kind : uint8_t {
    kText,
    kStart,
    kEnd,
    kComment,
    kDoctype,
    kOther,  // <? … > or <! … > that is neither comment nor DOCTYPE
  };
  Kind kind = Kind::kText;
  std::string_view text;      // as written, marks included
  std::string name;           // of a tag or a DOCTYPE, in lower case (ASCII)
  bool has_value = false;     // a start tag with an attribute that has a value
  bool self_closing = false;  // <…/>
};

class HtmlTokens {
 public:
  explicit HtmlTokens(std::string_view text) : text_(text) {}  // `text` outlives it

  // nullopt at the end. What scripts, styles and the like hold comes as one text.
  std::optional<HtmlToken> Next();

 private:
  HtmlToken Cut(HtmlToken::Kind kind, size_t end);
  std::optional<HtmlToken> ReadMarkup();
  std::optional<HtmlToken> ReadTag(HtmlToken::Kind kind, size_t name_begin);
  bool ReadAttribute(size_t& at, HtmlToken& tag) const;
  HtmlToken ReadComment();
  HtmlToken ReadDeclaration();
  size_t RawEnd() const;

  std::string_view text_;
  size_t at_ = 0;
  std::string raw_;  // the element whose raw text comes next; empty: none
};

}  // namespace harness
