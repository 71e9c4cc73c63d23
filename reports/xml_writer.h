// Writes XML 1.0 to the end of a string: elements close themselves, and whatever bytes a text holds, the document stays
// well-formed.
//
// What XML can't hold is made visible: control characters (but tab and line feed) as \x1B, noncharacters U+FFFE and
// U+FFFF, encoded surrogates and other ill-formed UTF-8 as U+FFFD.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace harness {

inline constexpr size_t kUnlimited = std::numeric_limits<size_t>::max();

// Escaped for element text or, with `attribute`, for a value in double quotes. At most `max` bytes as they stand in the
// document: what is longer is cut between characters and ends in "…". Looks at no more of `text` than fits. `max` is at
// least 3.
void AppendXmlText(std::string& to, std::string_view text, size_t max = kUnlimited, bool attribute = false);

class XmlWriter {
 public:
  // An open element: its end tag is written by the destructor, after its children's. Attributes come before anything
  // else.
  class Element {
   public:
    Element(XmlWriter& writer, std::string_view name);
    ~Element();
    Element(const Element&) = delete;
    Element& operator=(const Element&) = delete;

    Element& Attribute(std::string_view name, std::string_view value, size_t max = kUnlimited);
    Element& Attribute(std::string_view name, uint64_t value);
    // Text only: no children beside it.
    Element& Text(std::string_view text, size_t max = kUnlimited);

   private:
    XmlWriter& writer_;
    std::string_view name_;  // a literal
    bool text_ = false;
  };

  // Begins with the XML declaration.
  explicit XmlWriter(std::string& to);

  // How many elements were written.
  uint64_t elements() const { return elements_; }

 private:
  void CloseTag();

  std::string& to_;
  int depth_ = 0;
  bool tag_open_ = false;  // the innermost start tag lacks its >
  uint64_t elements_ = 0;
};

}  // namespace harness
