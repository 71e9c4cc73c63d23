// A file that grows by whole lines, also when several programs write to it.
//
// Belongs to one thread at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "harness/base/descriptor.h"
#include "harness/base/error.h"

namespace harness {

class AppendFile {
 public:
  // Created if it is absent, for its owner alone to read; what is there stays.
  static Result<std::unique_ptr<AppendFile>> Open(const std::string& path);

  // Gives the bytes to the system in one piece where it takes them so; nothing is buffered.
  Result<> Write(std::string_view bytes);

 private:
  AppendFile(std::string path, Descriptor file) : path_(std::move(path)), file_(std::move(file)) {}

  const std::string path_;
  Descriptor file_;
};

}  // namespace harness
