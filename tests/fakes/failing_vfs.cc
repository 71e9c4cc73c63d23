#include "tests/fakes/failing_vfs.h"

#include <sqlite3.h>

#include <cstddef>
#include <utility>

namespace harness {
namespace {

struct File {
  sqlite3_file base;  // first: SQLite sees only this
  FailingVfs* vfs;
  // The real file stands behind.
};

FailingVfs& OwnerOf(sqlite3_vfs* vfs) {
  return *static_cast<FailingVfs*>(vfs->pAppData);
}
FailingVfs& OwnerOf(sqlite3_file* file) {
  return *reinterpret_cast<File*>(file)->vfs;
}
sqlite3_file* Real(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<File*>(file) + 1);
}

int Close(sqlite3_file* file) {
  return Real(file)->pMethods->xClose(Real(file));
}
int Read(sqlite3_file* file, void* to, int size, sqlite3_int64 at) {
  return Real(file)->pMethods->xRead(Real(file), to, size, at);
}
int Write(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
  if (!OwnerOf(file).NextFails()) return Real(file)->pMethods->xWrite(Real(file), from, size, at);
  Real(file)->pMethods->xWrite(Real(file), from, size / 2, at);
  return SQLITE_FULL;
}
int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (OwnerOf(file).NextFails()) return SQLITE_IOERR_TRUNCATE;
  return Real(file)->pMethods->xTruncate(Real(file), size);
}
int Sync(sqlite3_file* file, int) {
  return OwnerOf(file).NextFails() ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}
int FileSize(sqlite3_file* file, sqlite3_int64* size) {
  return Real(file)->pMethods->xFileSize(Real(file), size);
}
int Lock(sqlite3_file* file, int level) {
  return Real(file)->pMethods->xLock(Real(file), level);
}
int Unlock(sqlite3_file* file, int level) {
  return Real(file)->pMethods->xUnlock(Real(file), level);
}
int CheckReservedLock(sqlite3_file* file, int* result) {
  return Real(file)->pMethods->xCheckReservedLock(Real(file), result);
}
int FileControl(sqlite3_file* file, int operation, void* argument) {
  return Real(file)->pMethods->xFileControl(Real(file), operation, argument);
}
int SectorSize(sqlite3_file* file) {
  return Real(file)->pMethods->xSectorSize(Real(file));
}
int DeviceCharacteristics(sqlite3_file* file) {
  return Real(file)->pMethods->xDeviceCharacteristics(Real(file));
}
int ShmMap(sqlite3_file* file, int page, int size, int extend, void volatile** to) {
  if (extend != 0 && OwnerOf(file).NextFails()) return SQLITE_IOERR_SHMMAP;
  return Real(file)->pMethods->xShmMap(Real(file), page, size, extend, to);
}
int ShmLock(sqlite3_file* file, int offset, int n, int flags) {
  return Real(file)->pMethods->xShmLock(Real(file), offset, n, flags);
}
void ShmBarrier(sqlite3_file* file) {
  Real(file)->pMethods->xShmBarrier(Real(file));
}
int ShmUnmap(sqlite3_file* file, int remove) {
  return Real(file)->pMethods->xShmUnmap(Real(file), remove);
}

// Version 2: with shared memory for the log, without memory-mapped reads.
const sqlite3_io_methods kMethods = {2,
                                     Close,
                                     Read,
                                     Write,
                                     Truncate,
                                     Sync,
                                     FileSize,
                                     Lock,
                                     Unlock,
                                     CheckReservedLock,
                                     FileControl,
                                     SectorSize,
                                     DeviceCharacteristics,
                                     ShmMap,
                                     ShmLock,
                                     ShmBarrier,
                                     ShmUnmap,
                                     nullptr,
                                     nullptr};

int Open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  FailingVfs& owner = OwnerOf(vfs);
  file->pMethods = nullptr;  // SQLite need not close it
  if (owner.NextFails()) return SQLITE_CANTOPEN;
  reinterpret_cast<File*>(file)->vfs = &owner;
  const int code = owner.real()->xOpen(owner.real(), path, Real(file), flags, out_flags);
  if (code == SQLITE_OK) file->pMethods = &kMethods;
  return code;
}

int Delete(sqlite3_vfs* vfs, const char* path, int sync_folder) {
  if (OwnerOf(vfs).NextFails()) return SQLITE_IOERR_DELETE;
  return OwnerOf(vfs).real()->xDelete(OwnerOf(vfs).real(), path, sync_folder);
}
int Access(sqlite3_vfs* vfs, const char* path, int flags, int* result) {
  return OwnerOf(vfs).real()->xAccess(OwnerOf(vfs).real(), path, flags, result);
}
int FullPathname(sqlite3_vfs* vfs, const char* path, int size, char* to) {
  return OwnerOf(vfs).real()->xFullPathname(OwnerOf(vfs).real(), path, size, to);
}
int Randomness(sqlite3_vfs* vfs, int size, char* to) {
  return OwnerOf(vfs).real()->xRandomness(OwnerOf(vfs).real(), size, to);
}
int Sleep(sqlite3_vfs* vfs, int micros) {
  return OwnerOf(vfs).real()->xSleep(OwnerOf(vfs).real(), micros);
}
int CurrentTime(sqlite3_vfs* vfs, double* days) {
  return OwnerOf(vfs).real()->xCurrentTime(OwnerOf(vfs).real(), days);
}
int GetLastError(sqlite3_vfs* vfs, int size, char* to) {
  return OwnerOf(vfs).real()->xGetLastError(OwnerOf(vfs).real(), size, to);
}
int CurrentTimeInt64(sqlite3_vfs* vfs, sqlite3_int64* millis) {
  return OwnerOf(vfs).real()->xCurrentTimeInt64(OwnerOf(vfs).real(), millis);
}

}  // namespace

FailingVfs::FailingVfs(std::string name)
    : name_(std::move(name)), real_(sqlite3_vfs_find(nullptr)), vfs_(std::make_unique<sqlite3_vfs>()) {
  vfs_->iVersion = 2;
  vfs_->szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
  vfs_->mxPathname = real_->mxPathname;
  vfs_->zName = name_.c_str();
  vfs_->pAppData = this;
  vfs_->xOpen = Open;
  vfs_->xDelete = Delete;
  vfs_->xAccess = Access;
  vfs_->xFullPathname = FullPathname;
  vfs_->xRandomness = Randomness;
  vfs_->xSleep = Sleep;
  vfs_->xCurrentTime = CurrentTime;
  vfs_->xGetLastError = GetLastError;
  vfs_->xCurrentTimeInt64 = CurrentTimeInt64;
  sqlite3_vfs_register(vfs_.get(), 0);
}

FailingVfs::~FailingVfs() {
  sqlite3_vfs_unregister(vfs_.get());
}

void FailingVfs::Arm(int n, bool persistent) {
  fail_at_ = n;
  persistent_ = persistent;
  fired_ = false;
  count_ = 0;
}

bool FailingVfs::NextFails() {
  const int now = ++count_;
  if (fail_at_ == 0 || (persistent_ ? now < fail_at_ : now != fail_at_)) return false;
  fired_ = true;
  return true;
}

}  // namespace harness
