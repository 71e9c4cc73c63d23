#include "harness/sql/table.h"

#include <algorithm>
#include <cmath>

#include "harness/base/digest.h"
#include "harness/base/text.h"

namespace harness {
namespace {

template <typename... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};

// In well-formed UTF-8, whatever the database holds.
std::string Cut(const std::string& text, size_t max) {
  std::string cut = Abbreviate(text, max);
  RepairUtf8(cut);
  return cut;
}

// x'6869', of at most `max` bytes.
std::string BlobText(const SqlBlob& blob, size_t max) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(blob.bytes.data());
  const size_t shown = std::min(max, blob.bytes.size());
  return "x'" + Hex({bytes, shown}) + (shown < blob.bytes.size() ? "…'" : "'");
}

}  // namespace

Json ToJson(const SqlValue& value, size_t max_text) {
  return std::visit(Overloaded{
                        [](std::monostate) { return Json(); },
                        [](bool b) { return Json(b); },
                        [](int64_t n) { return Json(n); },
                        [](double d) { return std::isfinite(d) ? Json(d) : Json(fmt::format("{}", d)); },
                        [](const SqlDecimal& d) { return Json(d.text); },
                        [&](const std::string& text) { return Json(Cut(text, max_text)); },
                        [&](const SqlBlob& blob) { return Json(BlobText(blob, max_text)); },
                    },
                    value);
}

std::string ToText(const SqlValue& value, size_t max_text) {
  return std::visit(Overloaded{
                        [](std::monostate) { return std::string("NULL"); },
                        [](bool b) { return std::string(b ? "true" : "false"); },
                        [](int64_t n) { return fmt::format("{}", n); },
                        [](double d) { return fmt::format("{}", d); },
                        [](const SqlDecimal& d) { return d.text; },
                        [&](const std::string& text) { return "'" + Cut(text, max_text) + "'"; },
                        [&](const SqlBlob& blob) { return BlobText(blob, max_text); },
                    },
                    value);
}

}  // namespace harness
