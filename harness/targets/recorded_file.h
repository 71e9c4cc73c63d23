// A file of recorded outputs: a table, or JSON lines, also those that --jsonl wrote.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/files.h"
#include "harness/core/output.h"

namespace harness {

// What the file calls the id and the output of a record.
struct RecordNames {
  std::string id = "id";
  std::string output = "output";
};

// Read in order, or from a place that was noted. One thread.
class RecordedFile {
 public:
  struct Record {
    std::string_view id;  // valid until the next call
    uint64_t offset = 0;
  };

  // By the path's ending. An error: it can't be read, or its header lacks a column.
  static Result<std::unique_ptr<RecordedFile>> Open(Files& files, const std::string& path, const RecordNames& names);

  virtual ~RecordedFile() = default;
  // Errors name file and line.
  virtual Result<std::optional<Record>> Next() = 0;
  // Of the record that Next returned last.
  virtual Output ReadOutput() const = 0;
  virtual void Seek(uint64_t offset) = 0;
};

}  // namespace harness
