// The records of a YAML file: the items of its list.

#include "harness/base/text.h"
#include "harness/suite/record_readers.h"
#include "harness/suite/yaml.h"

namespace harness {
namespace {

class YamlRecords final : public RecordReader {
 public:
  explicit YamlRecords(std::unique_ptr<YamlSequence> items) : items_(std::move(items)) {}

  Result<std::optional<Record>> Next() override {
    auto item = items_->Next();
    if (!item) return Unexpected(std::move(item.error()));
    if (!*item) return std::nullopt;
    const Node& node = **item;
    if (!node.IsMap()) return node.Fail("a record must be a map, found {}", Describe(node.kind()));
    const Place place = node.place();
    return Record{node.ToJson(), {place.file, place.line, 0}};
  }
  int64_t repaired() const override { return 0; }  // ill-formed UTF-8 is refused

 private:
  std::unique_ptr<YamlSequence> items_;
};

}  // namespace

Result<std::unique_ptr<RecordReader>> OpenYamlRecords(std::unique_ptr<InputFile> file) {
  auto items = YamlSequence::Open(std::move(file));
  if (!items) return Unexpected(std::move(items.error()));
  return std::make_unique<YamlRecords>(std::move(*items));
}

}  // namespace harness
