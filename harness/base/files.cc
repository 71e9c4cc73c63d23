#include "harness/base/files.h"

#include <fcntl.h>
#include <fnmatch.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <set>
#include <system_error>

#include "harness/base/text.h"

namespace harness {
namespace {

namespace fs = std::filesystem;

constexpr size_t kBuffer = size_t{64} << 10;
constexpr uint64_t kSendOff = uint64_t{1} << 20;  // bytes after which the disk is told to begin
constexpr size_t kMaxMatches = 1'000'000;
constexpr int kMaxFolderDepth = 64;
constexpr int kMaxTemporaryNames = 1000;

std::string Reason(int code) {
  return std::generic_category().message(code);
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor& operator=(Descriptor&&) = delete;

  int get() const { return fd_; }
  int Close() { return close(std::exchange(fd_, -1)); }

 private:
  int fd_;
};

int OpenRetrying(const std::string& path, int flags, mode_t mode = 0) {
  int fd = -1;
  do fd = open(path.c_str(), flags | O_CLOEXEC, mode);
  while (fd < 0 && errno == EINTR);
  return fd;
}

class SystemInputFile final : public InputFile {
 public:
  SystemInputFile(std::string path, Descriptor descriptor, uint64_t size)
      : path_(std::move(path)), descriptor_(std::move(descriptor)), size_(size) {}

  Result<size_t> Read(std::span<char> buffer) override {
    return Retrying([&] { return read(descriptor_.get(), buffer.data(), buffer.size()); });
  }
  Result<size_t> ReadAt(uint64_t offset, std::span<char> buffer) override {
    return Retrying([&] { return pread(descriptor_.get(), buffer.data(), buffer.size(), static_cast<off_t>(offset)); });
  }
  uint64_t Size() const override { return size_; }
  const std::string& path() const override { return path_; }

 private:
  template <typename Call>
  Result<size_t> Retrying(Call call) {
    ssize_t count = 0;
    do count = call();
    while (count < 0 && errno == EINTR);
    if (count < 0) return Fail("cannot read {}: {}", path_, Reason(errno));
    return static_cast<size_t>(count);
  }

  std::string path_;
  Descriptor descriptor_;
  uint64_t size_;
};

std::string TemporaryName(const std::string& path, int i) {
  return fmt::format("{}.{}-{}.tmp", path, getpid(), i);
}

// How an output file comes to its name.
enum class Appears {
  kDirectly,  // it has it from the start: a device or pipe
  kRenamed,   // from a temporary name beside it
  kLinked,    // it has none at all until then, so that a process that is killed leaves nothing
};

class SystemOutputFile final : public OutputFile {
 public:
  // `temporary` of kRenamed only.
  SystemOutputFile(std::string path, Appears appears, Descriptor descriptor, std::string temporary = "")
      : path_(std::move(path)),
        appears_(appears),
        temporary_(std::move(temporary)),
        descriptor_(std::move(descriptor)) {
    buffer_.reserve(kBuffer);
  }
  ~SystemOutputFile() override {
    if (!committed_ && !temporary_.empty()) unlink(temporary_.c_str());
  }
  SystemOutputFile(const SystemOutputFile&) = delete;
  SystemOutputFile& operator=(const SystemOutputFile&) = delete;

  Result<> Write(std::string_view bytes) override {
    assert(!committed_);
    if (buffer_.size() + bytes.size() > kBuffer) Flush();
    if (bytes.size() >= kBuffer)
      WriteThrough(bytes);
    else
      buffer_.append(bytes);
    return Outcome();
  }

  Result<> Commit() override {
    assert(!committed_);
    Flush();
    if (appears_ != Appears::kDirectly) Check(fsync(descriptor_.get()), "write");
    if (appears_ == Appears::kLinked && !error_) Link();
    Check(descriptor_.Close(), "write");
    if (appears_ != Appears::kDirectly && !error_) Check(rename(temporary_.c_str(), path_.c_str()), "create");
    committed_ = !error_;
    return Outcome();
  }

  uint64_t FreeSpace() const override {
    struct statvfs around {};
    if (appears_ == Appears::kDirectly || fstatvfs(descriptor_.get(), &around) != 0) return UINT64_MAX;
    return uint64_t{around.f_bavail} * around.f_frsize;
  }

 private:
  void Check(int status, std::string_view what) {
    if (status != 0 && !error_) error_ = Error(fmt::format("cannot {} {}: {}", what, path_, Reason(errno)));
  }
  // Gives it a temporary name, since a link takes no name that is there already.
  void Link() {
    const std::string self = fmt::format("/proc/self/fd/{}", descriptor_.get());
    for (int i = 0; i < kMaxTemporaryNames; ++i) {
      std::string name = TemporaryName(path_, i);
      const int status = linkat(AT_FDCWD, self.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW);
      if (status != 0 && errno == EEXIST) continue;
      Check(status, "create");
      if (status == 0) temporary_ = std::move(name);
      return;
    }
    Check(-1, "create");
  }
  void Flush() {
    WriteThrough(buffer_);
    buffer_.clear();
  }
  void WriteThrough(std::string_view bytes) {
    while (!bytes.empty() && !error_) {
      const ssize_t count = write(descriptor_.get(), bytes.data(), bytes.size());
      if (count >= 0)
        bytes.remove_prefix(static_cast<size_t>(count)), written_ += static_cast<uint64_t>(count);
      else if (errno != EINTR)
        Check(-1, "write");
    }
    if (appears_ != Appears::kDirectly && written_ - sent_off_ >= kSendOff) SendOff();
  }
  // Lets the disk begin with what is there, so that the fsync at the end has little left to wait for. No promise: what
  // goes wrong is for the fsync to say.
  void SendOff() {
    sync_file_range(descriptor_.get(), static_cast<off64_t>(sent_off_), static_cast<off64_t>(written_ - sent_off_),
                    SYNC_FILE_RANGE_WRITE);
    sent_off_ = written_;
  }
  Result<> Outcome() const {
    if (error_) return Unexpected(*error_);
    return {};
  }

  std::string path_;
  Appears appears_;
  std::string temporary_;  // its name until it has its own
  Descriptor descriptor_;
  std::string buffer_;
  std::optional<Error> error_;
  bool committed_ = false;
  uint64_t written_ = 0, sent_off_ = 0;  // bytes
};

FileInfo::Kind KindOf(mode_t mode) {
  if (S_ISREG(mode)) return FileInfo::Kind::kFile;
  return S_ISDIR(mode) ? FileInfo::Kind::kFolder : FileInfo::Kind::kOther;
}

// Where a path leads if it is a symbolic link to something that exists, otherwise the path.
std::string Resolved(const std::string& path) {
  std::error_code code;
  if (!fs::is_symlink(path, code)) return path;
  const fs::path real = fs::canonical(path, code);
  return code ? path : real.string();
}

bool IsPattern(std::string_view name) {
  return name.find_first_of("*?[\\") != std::string_view::npos;
}

std::string Joined(const std::string& folder, std::string_view name) {
  if (folder.empty() || folder.back() == '/') return folder + std::string(name);
  return fmt::format("{}/{}", folder, name);
}

// Walks a pattern name by name; `found_` holds the paths that match so far.
class GlobWalk {
 public:
  Result<> Down(std::string_view name, bool last) {
    if (name == "**" && !last) return AnyFolders();
    if (!IsPattern(name)) return Named(name);
    return Matching(std::string(name), last);
  }
  std::set<std::string>& found() { return found_; }

 private:
  Result<> Named(std::string_view name) {
    std::set<std::string> next;
    for (const std::string& folder : found_) {
      std::error_code code;
      if (std::string path = Joined(folder, name); fs::exists(path, code)) next.insert(std::move(path));
    }
    found_ = std::move(next);
    return {};
  }

  Result<> Matching(const std::string& name, bool last) {
    std::set<std::string> next;
    for (const std::string& folder : found_) {
      auto names = NamesIn(folder);
      if (!names) return Unexpected(std::move(names.error()));
      for (const std::string& entry : *names) {
        if (fnmatch(name.c_str(), entry.c_str(), FNM_PERIOD) != 0) continue;
        std::error_code code;
        std::string path = Joined(folder, entry);
        if (!last && !fs::is_directory(path, code)) continue;
        next.insert(std::move(path));
        if (next.size() > kMaxMatches) return Fail("more than {} files match", kMaxMatches);
      }
    }
    found_ = std::move(next);
    return {};
  }

  // Adds all folders below those found.
  Result<> AnyFolders() {
    std::vector<std::string> level(found_.begin(), found_.end());
    for (int depth = 0; depth < kMaxFolderDepth && !level.empty(); ++depth) {
      std::vector<std::string> below;
      for (const std::string& folder : level) {
        auto names = NamesIn(folder);
        if (!names) return Unexpected(std::move(names.error()));
        for (const std::string& name : *names) AddFolder(Joined(folder, name), name, below);
        if (found_.size() > kMaxMatches) return Fail("more than {} folders to look into", kMaxMatches);
      }
      level = std::move(below);
    }
    return {};
  }

  void AddFolder(std::string path, std::string_view name, std::vector<std::string>& below) {
    std::error_code code;
    if (name[0] == '.' || !fs::is_directory(fs::symlink_status(path, code))) return;
    if (found_.insert(path).second) below.push_back(std::move(path));
  }

  // Nothing, if it is no folder.
  static Result<std::vector<std::string>> NamesIn(const std::string& folder) {
    std::vector<std::string> names;
    std::error_code code;
    if (!folder.empty() && !fs::is_directory(folder, code)) return names;
    fs::directory_iterator entry(folder.empty() ? "." : folder, code);
    while (!code && entry != fs::directory_iterator()) {
      names.push_back(entry->path().filename().string());
      entry.increment(code);
    }
    if (code) return Fail("cannot read the folder {}: {}", folder.empty() ? "." : folder, code.message());
    return names;
  }

  std::set<std::string> found_ = {""};
};

class SystemFiles final : public Files {
 public:
  explicit SystemFiles(bool nameless) : nameless_(nameless) {}

  Result<std::unique_ptr<InputFile>> OpenRead(const std::string& path) override {
    Descriptor descriptor(OpenRetrying(path, O_RDONLY));
    struct stat status {};
    if (descriptor.get() < 0 || fstat(descriptor.get(), &status) != 0)
      return Fail("cannot open {}: {}", path, Reason(errno));
    if (S_ISDIR(status.st_mode)) return Fail("cannot open {}: {}", path, Reason(EISDIR));
    const uint64_t size = S_ISREG(status.st_mode) ? static_cast<uint64_t>(status.st_size) : 0;
    return std::make_unique<SystemInputFile>(path, std::move(descriptor), size);
  }

  Result<std::unique_ptr<OutputFile>> Create(const std::string& given) override {
    const std::string path = Resolved(given);
    auto info = Stat(path);
    if (!info) return Unexpected(std::move(info.error()));
    if (info->kind == FileInfo::Kind::kFolder) return Fail("cannot create {}: {}", path, Reason(EISDIR));
    if (info->kind == FileInfo::Kind::kOther) return OpenDirectly(path);
    const fs::path folder = fs::path(path).parent_path();
    std::error_code code;
    if (!folder.empty()) fs::create_directories(folder, code);
    if (code) return Fail("cannot create the folder {}: {}", folder.string(), code.message());
    return CreateBeside(path, folder.string());
  }

  Result<std::vector<std::string>> Glob(const std::string& pattern) override {
    GlobWalk walk;
    const std::vector<std::string_view> names = Split(pattern, "/");
    for (size_t i = 0; i < names.size(); ++i) {
      if (i == 0 && names[i].empty() && names.size() > 1) walk.found() = {"/"};
      if (names[i].empty()) continue;
      auto down = walk.Down(names[i], i + 1 == names.size());
      if (!down) return Unexpected(std::move(down.error()));
    }
    std::vector<std::string> files;
    for (const std::string& path : walk.found()) {
      std::error_code code;
      if (!path.empty() && !fs::is_directory(path, code)) files.push_back(path);
    }
    return files;
  }

  Result<FileInfo> Stat(const std::string& path) override {
    struct stat status {};
    if (stat(path.c_str(), &status) != 0) {
      if (errno == ENOENT || errno == ENOTDIR) return FileInfo{};
      return Fail("cannot look at {}: {}", path, Reason(errno));
    }
    const int64_t modified = int64_t{status.st_mtim.tv_sec} * 1'000'000 + status.st_mtim.tv_nsec / 1000;
    return FileInfo{KindOf(status.st_mode), static_cast<uint64_t>(status.st_size), modified};
  }

 private:
  static Result<std::unique_ptr<OutputFile>> OpenDirectly(const std::string& path) {
    Descriptor descriptor(OpenRetrying(path, O_WRONLY));
    if (descriptor.get() < 0) return Fail("cannot open {}: {}", path, Reason(errno));
    return std::make_unique<SystemOutputFile>(path, Appears::kDirectly, std::move(descriptor));
  }

  Result<std::unique_ptr<OutputFile>> CreateBeside(const std::string& path, const std::string& folder) const {
    // Not every file system has files without a name.
    Descriptor nameless(nameless_ ? OpenRetrying(folder.empty() ? "." : folder, O_WRONLY | O_TMPFILE, 0666) : -1);
    if (nameless.get() >= 0) return std::make_unique<SystemOutputFile>(path, Appears::kLinked, std::move(nameless));
    for (int i = 0; i < kMaxTemporaryNames; ++i) {
      std::string temporary = TemporaryName(path, i);
      Descriptor descriptor(OpenRetrying(temporary, O_WRONLY | O_CREAT | O_EXCL, 0666));
      if (descriptor.get() >= 0) {
        return std::make_unique<SystemOutputFile>(path, Appears::kRenamed, std::move(descriptor), std::move(temporary));
      }
      if (errno != EEXIST) break;
    }
    return Fail("cannot create {}: {}", path, Reason(errno));
  }

  const bool nameless_;
};

}  // namespace

std::unique_ptr<Files> MakeFiles(bool nameless) {
  return std::make_unique<SystemFiles>(nameless);
}

std::string TidyPath(const std::string& path) {
  const std::string tidy = std::filesystem::path(path).lexically_normal().string();
  std::error_code absent;
  return std::filesystem::equivalent(path, tidy, absent) ? tidy : path;
}

std::string PathFrom(const std::string& folder, const std::string& path) {
  const bool here = path.starts_with('/') || folder.empty() || folder == ".";
  return TidyPath(here ? path : folder + (folder.ends_with('/') ? "" : "/") + path);
}

bool FileExists(Files& files, const std::string& path) {
  const auto info = files.Stat(path);
  return info && info->kind != FileInfo::Kind::kAbsent;
}

Result<std::string> ReadWholeFile(Files& files, const std::string& path, uint64_t max) {
  auto file = files.OpenRead(path);
  if (!file) return Unexpected(std::move(file.error()));
  std::string text;
  uint64_t held = 0;
  while (true) {
    const uint64_t expected = (*file)->Size() > held ? (*file)->Size() - held + 1 : kBuffer;
    text.resize(held + std::min(expected, max + 1 - held));
    auto count = (*file)->Read(std::span(text).subspan(held));
    if (!count) return Unexpected(std::move(count.error()));
    held += *count;
    if (held > max) return Fail("{} is larger than {}", path, FormatSize(max));
    if (*count == 0) break;
  }
  text.resize(held);
  return text;
}

}  // namespace harness
