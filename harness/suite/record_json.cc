// The records of a .json file, without its tree: a small scanner finds where each element ends, and that element alone
// is parsed.

#include <algorithm>
#include <string_view>

#include "harness/base/byte_window.h"
#include "harness/base/text.h"
#include "harness/suite/record_readers.h"

namespace harness {
namespace {

constexpr std::string_view kBlank = " \t\r\n";

// Finds the end of the JSON value that a text begins with, however the text arrives: only strings and brackets matter
// for that.
class ValueScanner {
 public:
  // Goes on in `text`, which is what it was before and more. True when the value ends; length() says where.
  bool Scan(std::string_view text) {
    for (; at_ < text.size(); ++at_) {
      const char c = text[at_];
      if (in_string_) {
        if (escaped_)
          escaped_ = false;
        else if (c == '\\')
          escaped_ = true;
        else if (c == '"')
          in_string_ = false;
        else
          continue;
        if (!in_string_ && depth_ == 0) return ++at_, true;
        continue;
      }
      if (c == '"')
        in_string_ = true;
      else if (c == '{' || c == '[')
        ++depth_;
      else if (c == '}' || c == ']' || c == ',' || kBlank.find(c) != std::string_view::npos) {
        if (EndsAt(c)) return true;
      }
    }
    return false;
  }
  size_t length() const { return at_; }

 private:
  bool EndsAt(char c) {
    if (depth_ == 0) return true;  // a number or a word ends before c
    if (c != '}' && c != ']') return false;
    if (--depth_ > 0) return false;
    ++at_;
    return true;
  }

  size_t at_ = 0;
  int depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
};

class JsonRecords final : public RecordReader {
 public:
  explicit JsonRecords(std::unique_ptr<InputFile> file) : file_(std::move(file)), window_(*file_) {}

  Result<std::optional<Record>> Next() override {
    if (state_ == State::kOver) return std::nullopt;
    const State before = std::exchange(state_, State::kOver);  // unless all goes well
    if (before == State::kStart) {
      auto found = FindArray();
      if (!found) return Unexpected(std::move(found.error()));
    }
    auto another = ToElement(before == State::kStart);
    if (!another) return Unexpected(std::move(another.error()));
    if (!*another) return End();
    const Place place = Here();
    auto text = TakeValue();
    if (!text) return Unexpected(std::move(text.error()));
    state_ = State::kInArray;
    bool repaired = false;
    auto record = ParseRecord(*text, place, &repaired);
    repaired_ += repaired ? 1 : 0;
    if (!record) return Unexpected(std::move(record.error()));
    return std::move(*record);
  }
  int64_t repaired() const override { return repaired_; }

 private:
  enum class State { kStart, kInArray, kOver };

  Place Here() const { return {file_->path(), line_, column_}; }
  Unexpected FailHere(std::string message) const { return Unexpected(Error({Here(), std::move(message), {}})); }

  // Moves over the first `count` bytes of the window.
  void Drop(size_t count) {
    const std::string_view dropped = window_.bytes().substr(0, count);
    line_ += static_cast<int>(std::count(dropped.begin(), dropped.end(), '\n'));
    const size_t newline = dropped.rfind('\n');
    column_ = newline == std::string_view::npos ? column_ + static_cast<int>(count) : static_cast<int>(count - newline);
    window_.Drop(count);
  }

  // The next character that is not blank, '\0' at the end of the file.
  Result<char> Peek() {
    while (true) {
      const size_t word = window_.bytes().find_first_not_of(kBlank);
      Drop(std::min(word, window_.bytes().size()));
      if (word != std::string_view::npos) return window_.bytes()[0];
      auto more = window_.More();
      if (!more) return Unexpected(std::move(more.error()));
      if (!*more) return '\0';
    }
  }

  // Takes `c` if it comes next.
  Result<bool> Take(char c) {
    auto next = Peek();
    if (!next) return Unexpected(std::move(next.error()));
    if (*next != c) return false;
    Drop(1);
    return true;
  }

  Result<> Expect(char c) {
    auto taken = Take(c);
    if (!taken) return Unexpected(std::move(taken.error()));
    if (!*taken) return FailHere(fmt::format("'{}' is expected here", c));
    return {};
  }

  // The text of the value at the front, valid until the window moves.
  Result<std::string_view> TakeValue() {
    ValueScanner scanner;
    while (!scanner.Scan(window_.bytes())) {
      if (window_.bytes().size() > kMaxRecord)
        return FailHere(fmt::format("a value of more than {}", FormatSize(kMaxRecord)));
      auto more = window_.More();
      if (!more) return Unexpected(std::move(more.error()));
      if (!*more) return FailHere("the value that begins here does not end");
    }
    const std::string_view text = window_.bytes().substr(0, scanner.length());
    if (text.size() > kMaxRecord) return FailHere(fmt::format("a value of more than {}", FormatSize(kMaxRecord)));
    if (text.empty()) return FailHere("a value is expected here");
    Drop(text.size());
    return text;
  }

  // To the first element: into the array itself, or into the one at the key "cases".
  Result<> FindArray() {
    auto more = window_.More();
    if (!more) return Unexpected(std::move(more.error()));
    if (window_.bytes().starts_with("\xEF\xBB\xBF")) window_.Drop(3);
    auto array = Take('[');
    if (!array) return Unexpected(std::move(array.error()));
    if (*array) return {};
    auto object = Take('{');
    if (!object) return Unexpected(std::move(object.error()));
    if (!*object) return FailHere("an array of records is expected, or an object with the key \"cases\"");
    in_object_ = true;
    return FindCases(true);
  }

  // Within the object, passes over its members until it is in the array of the key "cases". `first`: no member came
  // before.
  Result<> FindCases(bool first) {
    while (true) {
      auto member = NextMember(first);
      if (!member) return Unexpected(std::move(member.error()));
      if (!*member) return found_ ? Result<>() : FailHere("the object has no key \"cases\"");
      first = false;
      if (**member != "cases") continue;
      if (std::exchange(found_, true)) return FailHere("the key \"cases\" occurs twice");
      return Expect('[');
    }
  }

  // The key of the next member, nothing behind the last one. Its value is passed over unless the key is "cases".
  Result<std::optional<std::string>> NextMember(bool first) {
    auto end = Take('}');
    if (!end) return Unexpected(std::move(end.error()));
    if (*end) return std::nullopt;
    if (!first) {
      auto comma = Expect(',');
      if (!comma) return Unexpected(std::move(comma.error()));
    }
    auto quote = Peek();
    if (!quote) return Unexpected(std::move(quote.error()));
    if (*quote != '"') return FailHere("a key in quotes is expected here");
    auto key = ParseNext();
    if (!key) return Unexpected(std::move(key.error()));
    auto colon = Expect(':');
    if (!colon) return Unexpected(std::move(colon.error()));
    if (*key == "cases") return key->get<std::string>();
    auto value = ParseNext();
    if (!value) return Unexpected(std::move(value.error()));
    return key->get<std::string>();
  }

  Result<Json> ParseNext() {
    auto next = Peek();
    if (!next) return Unexpected(std::move(next.error()));
    const Place place = Here();
    auto text = TakeValue();
    if (!text) return Unexpected(std::move(text.error()));
    return ParseJsonAt(*text, place, nullptr);
  }

  // To the next element; false behind the last one.
  Result<bool> ToElement(bool first) {
    auto end = Take(']');
    if (!end) return Unexpected(std::move(end.error()));
    if (*end) return false;
    if (!first) {
      auto comma = Expect(',');
      if (!comma) return Unexpected(std::move(comma.error()));
    }
    auto next = Peek();
    if (!next) return Unexpected(std::move(next.error()));
    return true;
  }

  // Nothing but the rest of the object may follow.
  Result<std::optional<Record>> End() {
    if (in_object_) {
      auto rest = FindCases(false);
      if (!rest) return Unexpected(std::move(rest.error()));
    }
    auto next = Peek();
    if (!next) return Unexpected(std::move(next.error()));
    if (*next != '\0' || !window_.bytes().empty()) return FailHere("text behind the end of the records");
    return std::nullopt;
  }

  std::unique_ptr<InputFile> file_;
  ByteWindow window_;
  State state_ = State::kStart;
  bool in_object_ = false;
  bool found_ = false;  // the key "cases"
  int line_ = 1;        // of the front of the window, like column_
  int column_ = 1;
  int64_t repaired_ = 0;
};

}  // namespace

std::unique_ptr<RecordReader> OpenJsonRecords(std::unique_ptr<InputFile> file) {
  return std::make_unique<JsonRecords>(std::move(file));
}

}  // namespace harness
