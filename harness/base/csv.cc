#include "harness/base/csv.h"

#include <algorithm>
#include <cstring>

#include "harness/base/text.h"

namespace harness {
namespace {

// How many lines end in it; rows end few.
int CountLines(std::string_view bytes) {
  int count = 0;
  for (size_t at = bytes.find('\n'); at != std::string_view::npos; at = bytes.find('\n', at + 1)) ++count;
  return count;
}

}  // namespace

// Splits the row at the front of some bytes into fields.
class CsvReader::Splitter {
 public:
  enum class Outcome { kRow, kMore, kUnclosed, kTextBehindQuote };

  explicit Splitter(char delimiter) : delimiter_(delimiter) {}

  // kMore: the row doesn't end in these bytes. `at_end`: nothing follows them in the file.
  Outcome Split(std::string_view bytes, bool at_end) {
    fields_.clear();
    const size_t newline = bytes.find('\n');
    if (newline == std::string_view::npos && !at_end) return Outcome::kMore;
    const std::string_view line = bytes.substr(0, newline);
    if (std::memchr(line.data(), '"', line.size()) != nullptr) return SplitQuoted(bytes, at_end);
    size_t begin = 0;
    while (true) {
      const size_t end = line.find(delimiter_, begin);
      if (end == std::string_view::npos) break;
      fields_.push_back({begin, end, false});
      begin = end + 1;
    }
    fields_.push_back({begin, WithoutReturn(bytes, begin, line.size()), false});
    length_ = std::min(bytes.size(), line.size() + 1);
    return Outcome::kRow;
  }

  // How many bytes the row takes, end of line included.
  size_t length() const { return length_; }
  // Where the quote stands that was never closed or has text behind it.
  size_t problem() const { return problem_; }
  size_t size() const { return fields_.size(); }

  // The fields of the row that was split, which stands at `data` and is changed in place. Says whether bytes were
  // replaced.
  bool TakeViews(char* data) {
    views_.clear();
    for (const Field& field : fields_) {
      const size_t length =
          field.doubled ? Undouble(data + field.begin, field.end - field.begin) : field.end - field.begin;
      views_.emplace_back(data + field.begin, length);
    }
    if (IsValidUtf8({data, length_})) return false;
    texts_.assign(views_.begin(), views_.end());
    for (size_t i = 0; i < texts_.size(); ++i) {
      RepairUtf8(texts_[i]);
      views_[i] = texts_[i];
    }
    return true;
  }
  const std::vector<std::string_view>& views() const { return views_; }

 private:
  struct Field {
    size_t begin;
    size_t end;
    bool doubled;  // has doubled quotes
  };

  static size_t WithoutReturn(std::string_view bytes, size_t begin, size_t end) {
    return end > begin && bytes[end - 1] == '\r' ? end - 1 : end;
  }

  // Makes every doubled quote one; returns the new length.
  static size_t Undouble(char* text, size_t length) {
    size_t to = 0;
    for (size_t from = 0; from < length; ++from) {
      text[to++] = text[from];
      if (text[from] == '"') ++from;
    }
    return to;
  }

  Outcome SplitQuoted(std::string_view bytes, bool at_end) {
    size_t at = 0;
    while (true) {
      const bool quoted = at < bytes.size() && bytes[at] == '"';
      const Outcome outcome = quoted ? TakeQuoted(bytes, at_end, at) : TakePlain(bytes, at_end, at);
      if (outcome != Outcome::kRow) return outcome;
      if (at == bytes.size() || bytes[at] == '\n') {
        length_ = std::min(bytes.size(), at + 1);
        return Outcome::kRow;
      }
      ++at;
    }
  }

  // Takes an unquoted field; then `at` is at the delimiter, the end of the line or the end.
  Outcome TakePlain(std::string_view bytes, bool at_end, size_t& at) {
    const char stops[] = {delimiter_, '\n'};
    const size_t stop = bytes.find_first_of(std::string_view(stops, 2), at);
    if (stop == std::string_view::npos && !at_end) return Outcome::kMore;
    const size_t end = std::min(stop, bytes.size());
    const bool last = end == bytes.size() || bytes[end] == '\n';
    fields_.push_back({at, last ? WithoutReturn(bytes, at, end) : end, false});
    at = end;
    return Outcome::kRow;
  }

  // The same for a quoted field.
  Outcome TakeQuoted(std::string_view bytes, bool at_end, size_t& at) {
    problem_ = at;
    Field field{at + 1, at + 1, false};
    while (true) {
      field.end = bytes.find('"', field.end);
      if (field.end == std::string_view::npos) return at_end ? Outcome::kUnclosed : Outcome::kMore;
      if (field.end + 1 == bytes.size() || bytes[field.end + 1] != '"') break;
      field.doubled = true;
      field.end += 2;
    }
    fields_.push_back(field);
    at = field.end + 1;
    if (at < bytes.size() && bytes[at] == '\r') ++at;
    if (at == bytes.size()) return at_end ? Outcome::kRow : Outcome::kMore;
    if (bytes[at] == '\n' || (bytes[at] == delimiter_ && at == field.end + 1)) return Outcome::kRow;
    problem_ = field.end;
    return Outcome::kTextBehindQuote;
  }

  char delimiter_;
  std::vector<Field> fields_;
  std::vector<std::string_view> views_;
  std::vector<std::string> texts_;  // of a row that was repaired
  size_t length_ = 0;
  size_t problem_ = 0;
};

CsvReader::CsvReader(std::unique_ptr<InputFile> file, CsvOptions options)
    : file_(std::move(file)),
      options_(options),
      window_(*file_),
      splitter_(std::make_unique<Splitter>(options.delimiter)) {}

CsvReader::~CsvReader() = default;

Result<std::unique_ptr<CsvReader>> CsvReader::Open(std::unique_ptr<InputFile> file, CsvOptions options) {
  std::unique_ptr<CsvReader> reader(new CsvReader(std::move(file), options));
  auto header = reader->ReadHeader();
  if (!header) return Unexpected(std::move(header.error()));
  return reader;
}

Result<> CsvReader::ReadHeader() {
  auto more = window_.More();
  if (!more) return Unexpected(std::move(more.error()));
  if (window_.bytes().starts_with("\xEF\xBB\xBF")) window_.Drop(3);
  auto row = Next();
  if (!row) return Unexpected(std::move(row.error()));
  if (!*row) return FailAt(0, "the file is empty; its first row must name the columns");
  for (const std::string_view name : (*row)->fields) {
    if (name.empty()) return FailAt((*row)->line, fmt::format("column {} has no name", columns_.size() + 1));
    if (std::find(columns_.begin(), columns_.end(), name) != columns_.end()) {
      return FailAt((*row)->line, fmt::format("two columns are called '{}'", Abbreviate(name, 60)));
    }
    columns_.emplace_back(name);
  }
  return {};
}

Unexpected CsvReader::FailAt(int line, std::string message) const {
  return Unexpected(Error({{path(), line, 0}, std::move(message), {}}));
}

// Drops the blank lines at the front.
Result<> CsvReader::SkipBlankLines() {
  while (true) {
    if (window_.bytes().size() < 2) {
      auto more = window_.More();
      if (!more) return Unexpected(std::move(more.error()));
      if (*more) continue;
    }
    const std::string_view bytes = window_.bytes();
    const size_t blank = bytes.starts_with('\n') ? 1 : bytes.starts_with("\r\n") ? 2 : 0;
    if (blank == 0) return {};
    window_.Drop(blank);
    ++line_;
  }
}

// The failure of the quote that the splitter names.
Unexpected CsvReader::FailAtQuote(std::string message) const {
  const std::string_view before = window_.bytes().substr(0, splitter_->problem());
  return FailAt(line_ + CountLines(before), std::move(message));
}

// Brings a whole row to the front of the window and splits it; false at the end.
Result<bool> CsvReader::FindRow() {
  bool at_end = false;
  while (true) {
    const std::string_view bytes = window_.bytes();
    if (at_end && bytes.empty()) return false;
    const Splitter::Outcome outcome = splitter_->Split(bytes, at_end);
    if (outcome == Splitter::Outcome::kUnclosed) return FailAtQuote("the quote that opens here is never closed");
    if (outcome == Splitter::Outcome::kTextBehindQuote) return FailAtQuote("text behind a closing quote");
    const bool complete = outcome == Splitter::Outcome::kRow;
    if ((complete ? splitter_->length() : bytes.size()) > options_.max_row) {
      return FailAt(line_, fmt::format("a row of more than {}; is a quote not closed?", FormatSize(options_.max_row)));
    }
    if (complete) return true;
    auto more = window_.More();
    if (!more) return Unexpected(std::move(more.error()));
    at_end = !*more;
  }
}

// Takes the row that was found at the front of the window.
Result<std::optional<CsvRow>> CsvReader::TakeRow() {
  const std::string_view bytes = window_.bytes().substr(0, splitter_->length());
  const bool nul = std::memchr(bytes.data(), 0, bytes.size()) != nullptr;
  CsvRow row{{}, line_, window_.offset()};
  line_ += CountLines(bytes);
  char* data = window_.data();
  window_.Drop(bytes.size());
  if (nul) return FailAt(row.line, "a NUL byte; the file must be UTF-8 text");
  const size_t count = splitter_->size();
  if (!columns_.empty() && count != columns_.size()) {
    return FailAt(row.line, fmt::format("{} where the header has {}", Counted(count, "field"), columns_.size()));
  }
  if (splitter_->TakeViews(data)) ++repaired_;
  row.fields = splitter_->views();
  return row;
}

Result<std::optional<CsvRow>> CsvReader::Next() {
  if (over_) return std::nullopt;
  over_ = true;  // unless all goes well
  auto skipped = SkipBlankLines();
  if (!skipped) return Unexpected(std::move(skipped.error()));
  auto found = FindRow();
  if (!found) return Unexpected(std::move(found.error()));
  if (!*found) return std::nullopt;
  over_ = false;
  return TakeRow();
}

void CsvReader::Seek(uint64_t offset, int line) {
  window_.Seek(offset);
  line_ = line;
  over_ = false;
}

namespace {

// Not 0 if one of eight bytes is `byte`: its difference to it, 0, borrows from its highest bit.
uint64_t Find(uint64_t eight, char byte) {
  constexpr uint64_t kOnes = 0x0101010101010101, kHighest = 0x8080808080808080;
  const uint64_t differences = eight ^ (kOnes * static_cast<unsigned char>(byte));
  return (differences - kOnes) & ~differences & kHighest;
}

bool HasSpecial(const char* bytes, char delimiter) {
  uint64_t eight = 0;
  std::memcpy(&eight, bytes, sizeof eight);
  return (Find(eight, delimiter) | Find(eight, '"') | Find(eight, '\n') | Find(eight, '\r')) != 0;
}

// Eight bytes at a time, the last eight once more where they are no multiple.
bool NeedsQuotes(std::string_view field, char delimiter) {
  if (field.size() < 8)
    return std::any_of(field.begin(), field.end(),
                       [=](char c) { return c == delimiter || c == '"' || c == '\n' || c == '\r'; });
  for (size_t at = 0; at + 8 < field.size(); at += 8)
    if (HasSpecial(field.data() + at, delimiter)) return true;
  return HasSpecial(field.data() + field.size() - 8, delimiter);
}

}  // namespace

void AppendCsvField(std::string& to, std::string_view field, char delimiter) {
  if (!NeedsQuotes(field, delimiter)) {
    to += field;
    return;
  }
  to += '"';
  for (size_t at = 0; at < field.size();) {
    const size_t quote = std::min(field.find('"', at), field.size());
    to.append(field, at, quote - at);
    if (quote < field.size()) to += "\"\"";
    at = quote + 1;
  }
  to += '"';
}

namespace {

template <typename Text>
void AppendRow(std::string& to, std::span<const Text> fields, char delimiter) {
  for (size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) to += delimiter;
    AppendCsvField(to, fields[i], delimiter);
  }
  if (fields.size() == 1 && fields[0].empty()) to += "\"\"";
  to += '\n';
}

}  // namespace

Result<> CsvWriter::Write(std::span<const std::string_view> fields) {
  row_.clear();
  AppendRow(row_, fields, delimiter_);
  return file_.Write(row_);
}

Result<> CsvWriter::Write(std::span<const std::string> fields) {
  row_.clear();
  AppendRow(row_, fields, delimiter_);
  return file_.Write(row_);
}

}  // namespace harness
