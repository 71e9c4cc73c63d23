#include "harness/store/migrations.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "harness/store/schema.h"

namespace harness {
namespace {

// https://www.sqlite.org/fileformat2.html#the_database_header
constexpr std::string_view kMagic("SQLite format 3\0", 16);
constexpr size_t kHeaderSize = 100;

struct Header {
  std::string bytes;
  uint64_t file_size = 0;

  uint32_t Big(size_t offset, size_t size) const {
    uint32_t value = 0;
    for (size_t i = 0; i < size; ++i) value = value << 8 | static_cast<unsigned char>(bytes[offset + i]);
    return value;
  }
  uint64_t page_size() const { return Big(16, 2) == 1 ? 65536 : Big(16, 2); }
  uint64_t wanted_size() const { return page_size() * Big(28, 4); }
  uint32_t schema() const { return Big(60, 4); }
  uint32_t application() const { return Big(68, 4); }
};

Result<Header> ReadHeader(const std::string& path, Files& files) {
  auto file = files.OpenRead(path);
  if (!file) return Unexpected(file.error());
  Header header{std::string(kHeaderSize, '\0'), (*file)->Size()};
  size_t filled = 0;
  while (filled < kHeaderSize) {
    const auto read = (*file)->ReadAt(filled, std::span(header.bytes).subspan(filled));
    if (!read) return Unexpected(read.error());
    if (*read == 0) break;
    filled += *read;
  }
  header.bytes.resize(filled);
  return header;
}

Unexpected RefuseNewer(const std::string& path, int64_t schema, size_t newest) {
  return Fail(
      "{} is a store of a newer harness (schema {}, this one knows up to {}): use that harness, or name another store "
      "with --store",
      path, schema, newest);
}

Unexpected RefuseForeign(const std::string& path) {
  return Fail("{} is an SQLite database, but not a store of harness: name another store with --store", path);
}

Result<> CheckHeader(const std::string& path, const Header& header, int newest) {
  if (header.file_size == 0)
    return Fail("{} is empty, not a store: remove it, or name another store with --store", path);
  if (header.bytes.size() < kHeaderSize || !header.bytes.starts_with(kMagic))
    return Fail("{} is not a store of harness: name another store with --store", path);
  if (header.application() != kStoreApplicationId) return RefuseForeign(path);
  if (header.schema() > static_cast<uint32_t>(newest)) return RefuseNewer(path, header.schema(), newest);
  return {};
}

// A checkpoint that was killed leaves the file shorter than its header says, and the rest in the write-ahead log.
Result<bool> HasLog(const std::string& path, Files& files) {
  const auto log = files.Stat(path + "-wal");
  if (!log) return Unexpected(log.error());
  return log->size > 0;
}

std::string Reason() {
  return std::generic_category().message(errno);
}

// An empty file of its own beside `path`, which is removed in the end along with what SQLite puts beside it.
class Draft {
 public:
  static Result<Draft> Make(const std::string& path) {
    for (int i = 0; i < 1000; ++i) {
      std::string name = path + ".new" + std::to_string(i);
      const int descriptor = open(name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (descriptor >= 0) return close(descriptor), Draft(std::move(name));
      if (errno != EEXIST) return Fail("can't create the store {}: {}", path, Reason());
    }
    return Fail("can't create the store {}: too many {}.new* files are left over", path, path);
  }
  Draft(Draft&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  Draft& operator=(Draft&&) = delete;
  ~Draft() {
    if (path_.empty()) return;
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) unlink((path_ + suffix).c_str());
  }

  const std::string& path() const { return path_; }

  // Gives the file its name, unless there is a file of that name by now.
  Result<> Publish(const std::string& path) const {
    if (link(path_.c_str(), path.c_str()) == 0 || errno == EEXIST) return {};
    // Some file systems have no hard links.
    if (renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) == 0 || errno == EEXIST) return {};
    return Fail("can't create the store {}: {}", path, Reason());
  }

 private:
  explicit Draft(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

Result<> Sync(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return Fail("can't open {}: {}", path, Reason());
  Result<> result;
  // EINVAL: a folder on a file system that does without.
  if (fsync(descriptor) != 0 && errno != EINVAL) result = Fail("can't sync {}: {}", path, Reason());
  close(descriptor);
  return result;
}

Result<int64_t> Pragma(Database& database, std::string_view name) {
  auto statement = database.Prepare(fmt::format("PRAGMA {}", name));
  if (!statement) return Unexpected(statement.error());
  const auto row = statement->Step();
  if (!row) return Unexpected(row.error());
  return statement->Integer(0);
}

// Nobody sees the file before it is complete and synced, so SQLite need not sync every step.
Result<> Fill(const std::string& path, const std::string& vfs, std::span<const std::string_view> migrations) {
  auto database = Database::Open(path, {.mode = SqliteOptions::Mode::kReadWrite, .vfs = vfs});
  if (!database) return Unexpected(database.error());
  return database
      ->Exec(
          "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY; PRAGMA page_size = 16384; PRAGMA auto_vacuum = "
          "INCREMENTAL")
      .and_then([&] { return database->Exec(fmt::format("PRAGMA application_id = {}", kStoreApplicationId)); })
      .and_then([&] { return Migrate(*database, path, migrations); })
      .and_then([&] { return database->Exec("PRAGMA journal_mode = WAL"); });
}

}  // namespace

Result<bool> LooksLikeStore(const std::string& path, Files& files, int newest) {
  const auto info = files.Stat(path);
  if (!info) return Unexpected(info.error());
  if (info->kind == FileInfo::Kind::kAbsent) return false;
  if (info->kind != FileInfo::Kind::kFile) return Fail("{} is not a file: name another store with --store", path);
  Header header;
  // Twice: someone may be writing back the log, and have removed it, between the two looks.
  for (int look = 0; look < 2; ++look) {
    auto read = ReadHeader(path, files);
    if (!read) return Unexpected(read.error());
    header = std::move(*read);
    if (const auto checked = CheckHeader(path, header, newest); !checked) return Unexpected(checked.error());
    if (header.file_size >= header.wanted_size()) return true;
    const auto log = HasLog(path, files);
    if (!log) return Unexpected(log.error());
    if (*log) return true;
  }
  return Fail("{} is cut short ({} of {} bytes): restore it from a copy, or name another store with --store", path,
              header.file_size, header.wanted_size());
}

Result<> CreateStore(const std::string& path, const std::string& vfs, std::span<const std::string_view> migrations) {
  std::filesystem::path folder = std::filesystem::path(path).parent_path();
  if (folder.empty()) folder = ".";
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  if (problem) return Fail("can't create the folder {}: {}", folder.string(), problem.message());
  const auto draft = Draft::Make(path);
  if (!draft) return Unexpected(draft.error());
  if (const auto filled = Fill(draft->path(), vfs, migrations); !filled)
    return Fail("can't create the store {}: {}", path, filled.error().Message());
  return Sync(draft->path()).and_then([&] { return draft->Publish(path); }).and_then([&] {
    return Sync(folder.string());
  });
}

Result<> Migrate(Database& database, const std::string& path, std::span<const std::string_view> migrations) {
  const auto application = Pragma(database, "application_id");
  if (!application) return Unexpected(application.error());
  if (*application != kStoreApplicationId) return RefuseForeign(path);
  const auto before = Pragma(database, "user_version");
  if (!before) return Unexpected(before.error());
  const auto newest = static_cast<int64_t>(migrations.size());
  if (*before == newest) return {};
  if (*before < 0 || *before > newest) return RefuseNewer(path, *before, migrations.size());

  auto transaction = Transaction::Begin(database);
  if (!transaction) return Unexpected(transaction.error());
  const auto schema = Pragma(database, "user_version");  // someone else may have been quicker
  if (!schema) return Unexpected(schema.error());
  if (*schema > newest) return RefuseNewer(path, *schema, migrations.size());
  for (const std::string_view migration : migrations.subspan(static_cast<size_t>(*schema)))
    if (const auto done = database.Exec(std::string(migration)); !done)
      return Fail("can't bring {} to schema {}: {}", path, migrations.size(), done.error().Message());
  if (const auto done = database.Exec(fmt::format("PRAGMA user_version = {}", migrations.size())); !done)
    return Unexpected(done.error());
  return transaction->Commit();
}

}  // namespace harness
