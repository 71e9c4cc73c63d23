#include "harness/base/template_files.h"

#include <utility>

namespace harness {
namespace {

// What messages call a template that stands in a configuration.
constexpr const char* kInPlace = "template";

// What such a template includes is relative to the file that it stands in.
class InPlaceFiles final : public TemplateLoader {
 public:
  InPlaceFiles(Files& files, std::string file) : files_(files), file_(std::move(file)) {}
  Result<std::optional<Text>> Load(const std::string& name, const std::string& from) override {
    return files_.Load(name, from == kInPlace ? file_ : from);
  }

 private:
  TemplateFiles files_;
  const std::string file_;
};

}  // namespace

Result<std::optional<TemplateLoader::Text>> TemplateFiles::Load(const std::string& name, const std::string& from) {
  const size_t folder = from.rfind('/');
  const std::string path = PathFrom(folder == std::string::npos ? "" : from.substr(0, folder), name);
  const Result<FileInfo> info = files_.Stat(path);
  if (!info) return Unexpected(info.error());
  if (info->kind == FileInfo::Kind::kAbsent) return std::nullopt;
  Result<std::string> text = ReadWholeFile(files_, path, kMaxTemplateBytes);
  if (!text) return Unexpected(text.error());
  return Text{path, *std::move(text)};
}

Result<Template> ReadTemplate(Files& files, const std::string& path, const TemplateOptions& options) {
  const Result<std::string> text = ReadWholeFile(files, path, kMaxTemplateBytes);
  if (!text) return Unexpected(text.error());
  TemplateFiles others(files);
  return Template::Parse(*text, path, &others, options);
}

Result<Template> TemplateAt(const Node& node, Files& files) {
  if (const Node* path = node.IsMap() && node.entries().size() == 1 ? node.Find("file") : nullptr) {
    Result<Template> read = ReadTemplate(files, path->AsPath());
    if (!read && read.error().diagnostics().empty()) return path->Fail("{}", read.error().Message());
    return read;
  }
  if (!node.IsScalar() || node.IsNull())
    return node.Fail("a template is a text, or {{ file: PATH }}; found {}", Describe(node.kind()));
  InPlaceFiles others(files, node.place().file);
  Result<Template> parsed = Template::Parse(node.AsString(), kInPlace, &others);
  if (!parsed) return node.Fail("{}", parsed.error().Message());
  return parsed;
}

}  // namespace harness
