// Values that must be shown nowhere (keys of providers, tokens, passwords), and the masking of them in texts.
//
// By value: a text is searched for each secret as it is and as it is commonly written inside other texts: in base64
// (also in the middle of a longer one, as in "user:password"), percent-encoded and escaped as in JSON. Where a
// text was cut (at its end, and before an ellipsis) the beginning of a secret is one too: messages quote the start of
// what others wrote. Thread-safe. A secret that is cut otherwise, or written in any other way, is not found, so texts
// are masked before they are cut wherever that can be.
#pragma once

#include <cstddef>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"

namespace harness {

// Bytes. A shorter value is no secret: words of that length stand in many texts.
inline constexpr size_t kShortestSecret = 8;

class Secrets {
 public:
  // A part of a text, in bytes.
  struct Span {
    size_t begin = 0;
    size_t end = 0;
    bool operator==(const Span&) const = default;
  };

  // A value of less than kShortestSecret bytes is ignored; one that is known already costs nothing.
  void Add(std::string_view value);

  // Where secrets stand, in order, none overlapping another. Linear in the text for each secret that is known.
  std::vector<Span> Find(std::string_view text) const;
  // Puts "***" in the place of each. Says whether there was any; a text without is neither copied nor touched.
  bool Mask(std::string& text) const;
  std::string Redact(std::string_view text) const;

 private:
  mutable std::shared_mutex mutex_;
  std::vector<std::string> values_;
  std::vector<std::string> forms_;  // of all values, distinct
};

// In every text of the value, those of keys too; numbers stay. Recurses as deep as it is nested.
void MaskStrings(const Secrets& secrets, Json& json);

}  // namespace harness
