// Finds the tags of a template, and the text between them with the blanks that tags take away. Internal to the template
// files.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/base/expression_program.h"
#include "harness/base/template.h"

namespace harness::templates {

class Scanner {
 public:
  enum class Tag { kEnd, kOutput, kStatement };

  Scanner(std::string_view source, const TemplateOptions& options) : source_(source), options_(options) {}

  // The text up to the next tag that is no comment and no {% raw %} goes into `text`.
  Tag Next(std::string& text);
  size_t at() const { return at_; }          // where what Next() reads begins
  size_t tag() const { return tag_; }        // where the tag begins
  size_t inside() const { return inside_; }  // where what stands in it begins
  // Goes on behind the tag whose inside ends at `at`; false if no end of such a tag stands there.
  bool Close(Tag tag, size_t at);
  const std::optional<expression::Fault>& fault() const { return fault_; }

 private:
  std::string_view TextBefore(size_t tag, char sign, bool is_output) const;
  bool Comment();
  bool Raw(std::string& text);
  void SkipAfter(char sign, bool is_output);

  std::string_view source_;
  TemplateOptions options_;
  size_t at_ = 0;
  size_t tag_ = 0;
  size_t inside_ = 0;
  std::optional<expression::Fault> fault_;
};

}  // namespace harness::templates
