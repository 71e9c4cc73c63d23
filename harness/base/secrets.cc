#include "harness/base/secrets.h"

#include <string.h>

#include <algorithm>
#include <mutex>
#include <utility>

#include "harness/base/base64.h"
#include "harness/base/json.h"
#include "harness/base/percent.h"
#include "harness/base/text.h"

namespace harness {
namespace {

constexpr std::string_view kMask = "***";

// What a value is in the base64 of a text that holds it behind `before` bytes (mod 3): the digits that depend on it
// alone.
std::string Base64Within(std::string_view value, size_t before) {
  const std::string encoded = ToBase64(std::string(before, '\0') + std::string(value));
  const size_t begin = before == 0 ? 0 : before + 1;
  const size_t bits = 8 * (before + value.size());
  return encoded.substr(begin, bits / 6 - begin);
}

std::string Replace(std::string text, std::string_view what, std::string_view with) {
  for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
    text.replace(at, what.size(), with);
  return text;
}

std::vector<std::string> FormsOf(const std::string& value) {
  std::vector<std::string> forms = {value, PercentEncode(value), PercentEncode(value, "0123456789abcdef")};
  if (IsValidUtf8(value)) {
    std::string quoted;
    AppendJsonString(quoted, value);
    forms.push_back(quoted.substr(1, quoted.size() - 2));
    forms.push_back(Replace(forms.back(), "/", "\\/"));
  }
  for (size_t before = 0; before < 3; ++before) {
    forms.push_back(Base64Within(value, before));
    forms.push_back(Replace(Replace(forms.back(), "+", "-"), "/", "_"));
  }
  return forms;
}

// Of a secret whose end is cut off, what is left is masked from so many bytes on: the prefixes that keys have by custom
// ("sk-") are shorter.
size_t LeastPart(std::string_view form) {
  return std::max(kShortestSecret, std::min<size_t>(16, form.size() / 2));
}

// Perhaps behind the closing quote of what is quoted.
bool IsCutAt(std::string_view text, size_t at) {
  std::string_view rest = text.substr(at);
  if (rest.starts_with('"')) rest.remove_prefix(1);
  return rest.empty() || rest.starts_with("…");
}

// Where the secret that begins at `begin` ends; `begin`: there is none.
size_t EndOf(std::string_view text, size_t begin, std::string_view form) {
  const std::string_view there = text.substr(begin, form.size());
  const auto differ = std::mismatch(there.begin(), there.end(), form.begin()).second;
  const auto same = static_cast<size_t>(differ - form.begin());
  return same == form.size() || IsCutAt(text, begin + same) ? begin + same : begin;
}

void Merge(std::vector<Secrets::Span>& spans) {
  std::sort(spans.begin(), spans.end(), [](const auto& a, const auto& b) { return a.begin < b.begin; });
  size_t kept = 0;
  for (const Secrets::Span& span : spans) {
    if (kept > 0 && span.begin < spans[kept - 1].end)
      spans[kept - 1].end = std::max(spans[kept - 1].end, span.end);
    else
      spans[kept++] = span;
  }
  spans.resize(kept);
}

}  // namespace

void Secrets::Add(std::string_view value) {
  if (value.size() < kShortestSecret) return;
  {
    const std::shared_lock lock(mutex_);
    if (std::find(values_.begin(), values_.end(), value) != values_.end()) return;
  }
  const std::unique_lock lock(mutex_);
  values_.emplace_back(value);
  for (std::string& form : FormsOf(values_.back()))
    if (std::find(forms_.begin(), forms_.end(), form) == forms_.end()) forms_.push_back(std::move(form));
}

std::vector<Secrets::Span> Secrets::Find(std::string_view text) const {
  std::vector<Span> spans;
  const std::shared_lock lock(mutex_);
  for (const std::string& form : forms_) {
    const size_t least = LeastPart(form);
    for (size_t at = 0; at < text.size();) {
      const void* found = memmem(text.data() + at, text.size() - at, form.data(), least);
      if (!found) break;
      const auto begin = static_cast<size_t>(static_cast<const char*>(found) - text.data());
      const size_t end = EndOf(text, begin, form);
      if (end > begin) spans.push_back({begin, end});
      at = begin + 1;
    }
  }
  if (!spans.empty()) Merge(spans);
  return spans;
}

bool Secrets::Mask(std::string& text) const {
  const std::vector<Span> spans = Find(text);
  if (spans.empty()) return false;
  std::string masked;
  size_t at = 0;
  for (const Span& span : spans) {
    masked.append(text, at, span.begin - at).append(kMask);
    at = span.end;
  }
  text = masked.append(text, at);
  return true;
}

std::string Secrets::Redact(std::string_view text) const {
  std::string copy(text);
  Mask(copy);
  return copy;
}

void MaskStrings(const Secrets& secrets, Json& json) {
  if (json.is_string()) {
    secrets.Mask(json.get_ref<std::string&>());
  } else if (json.is_array()) {
    for (Json& item : json) MaskStrings(secrets, item);
  } else if (json.is_object()) {
    std::vector<std::pair<std::string, std::string>> renamed;
    for (auto& [key, value] : json.items()) {
      MaskStrings(secrets, value);
      std::string masked = key;
      if (secrets.Mask(masked)) renamed.emplace_back(key, std::move(masked));
    }
    for (auto& [key, masked] : renamed) {
      Json value = std::move(json[key]);
      json.erase(key);
      json[masked] = std::move(value);
    }
  }
}

}  // namespace harness
