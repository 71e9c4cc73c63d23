#include "harness/base/append_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace harness {
namespace {

std::string Why(int error) {
  return std::generic_category().message(error);
}

}  // namespace

Result<std::unique_ptr<AppendFile>> AppendFile::Open(const std::string& path) {
  Descriptor file(open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
  if (file.get() < 0) return Fail("can't write to {}: {}", path, Why(errno));
  return std::unique_ptr<AppendFile>(new AppendFile(path, std::move(file)));
}

Result<> AppendFile::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(file_.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Fail("can't write to {}: {}", path_, Why(errno));
    bytes.remove_prefix(static_cast<size_t>(count));
  }
  return {};
}

}  // namespace harness
