#include "reports/json_items.h"

#include "harness/base/text.h"

namespace harness {
namespace {

// Where the string that begins at `at` ends: its closing quote, or npos.
size_t EndOfString(std::string_view text, size_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '"') return at;
    if (text[at] == '\\') ++at;
  }
  return std::string_view::npos;
}

// Where the item at the front of `text` ends: at the comma or bracket behind it, or npos.
size_t EndOfItem(std::string_view text) {
  int depth = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') {
      at = EndOfString(text, at);
      if (at == std::string_view::npos) return at;
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if (depth == 0 && (c == ',' || c == ']')) {
      return at;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return std::string_view::npos;
}

}  // namespace

JsonItems::JsonItems(std::string_view list) {
  list = Trim(list);
  ok_ = list.size() >= 2 && list.front() == '[' && list.back() == ']';
  done_ = !ok_;
  if (ok_) rest_ = list.substr(1);
}

bool JsonItems::Next(std::string_view& item) {
  if (done_) return false;
  const size_t end = EndOfItem(rest_);
  if (end == std::string_view::npos) return Stop(false);
  item = Trim(rest_.substr(0, end));
  const bool last = rest_[end] == ']';
  rest_.remove_prefix(end + 1);
  if (last) {
    done_ = true;
    if (!rest_.empty()) return Stop(false);
    if (first_ && item.empty()) return Stop(true);
  }
  if (item.empty()) return Stop(false);
  first_ = false;
  return true;
}

bool JsonItems::Stop(bool ok) {
  ok_ = ok;
  done_ = true;
  return false;
}

}  // namespace harness
