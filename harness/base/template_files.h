// Templates that lie in files: one names another by its path, as seen from its own folder.
#pragma once

#include "harness/base/files.h"
#include "harness/base/node.h"
#include "harness/base/template.h"

namespace harness {

// Belongs to one thread at a time.
class TemplateFiles final : public TemplateLoader {
 public:
  explicit TemplateFiles(Files& files) : files_(files) {}

  Result<std::optional<Text>> Load(const std::string& name, const std::string& from) override;

 private:
  Files& files_;
};

// The template in a file, with all that it includes.
Result<Template> ReadTemplate(Files& files, const std::string& path, const TemplateOptions& options = {});

// The template of a configuration: a text in place, or the file of { file: PATH }. What it includes is relative to the
// file that it stands in. Mistakes in a text in place are told at the node.
Result<Template> TemplateAt(const Node& node, Files& files);

}  // namespace harness
