// YAML as a stream of events, each with its place: the edge to libyaml, which nothing else includes.
//
// Bytes that are no UTF-8, NUL and other control characters are refused, and so is a single value of more than 16 MiB.
// Memory is that of the longest value, not of the text. What libyaml calls a mistake is translated for people who write
// suites. One thread.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>

#include "harness/base/error.h"
#include "harness/base/node.h"

namespace harness {

struct YamlEvent {
  enum class Kind { kEnd, kDocumentStart, kDocumentEnd, kAlias, kScalar, kListStart, kListEnd, kMapStart, kMapEnd };
  Kind kind = Kind::kEnd;
  std::string text;     // of a scalar; the name of an alias
  std::string anchor;   // empty: none
  std::string tag;      // resolved, such as tag:yaml.org,2002:str; empty: none
  bool quoted = false;  // in quotes or a block, so that the scalar can only be text
  int line = 0;
  int column = 0;
};

class YamlEvents {
 public:
  // Fills up to so many bytes; 0 at the end.
  using Read = std::function<Result<size_t>(std::span<char>)>;

  // `source` is what places point into; its text is only shown, never read.
  YamlEvents(std::shared_ptr<const Source> source, Read read);
  ~YamlEvents();

  // The next event, kEnd for ever after the last. After an error there is nothing more to read: the same error again.
  Result<YamlEvent> Next();

  const std::shared_ptr<const Source>& source() const { return source_; }

 private:
  class Parser;
  std::shared_ptr<const Source> source_;
  std::unique_ptr<Parser> parser_;
};

}  // namespace harness
