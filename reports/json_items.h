// The items of a serialised JSON list, one by one, as they stand in its text: to splice values without building them
// up.
//
// The text is trusted to be JSON; whatever it is, reading ends within it. No recursion.
#pragma once

#include <string_view>

namespace harness {

class JsonItems {
 public:
  explicit JsonItems(std::string_view list);

  // The next item, without blanks around it; false at the end, or where the text is no list.
  bool Next(std::string_view& item);
  // Whether the text was a list as far as it was read.
  bool ok() const { return ok_; }

 private:
  bool Stop(bool ok);

  std::string_view rest_;  // behind the bracket or comma before the next item
  bool ok_ = true;
  bool done_ = false;
  bool first_ = true;
};

}  // namespace harness
