// A shared library that is loaded when it is first needed, so that a program that has no use for it starts without it.
//
// Any thread. It is never unloaded.
#pragma once

#include <dlfcn.h>

namespace harness {

class SharedLibrary {
 public:
  // `name` as the loader finds it: "libcurl.so.4".
  explicit SharedLibrary(const char* name) : handle_(dlopen(name, RTLD_NOW | RTLD_LOCAL)) {}

  // Whether it was found, and every function so far.
  bool complete() const { return handle_ != nullptr && complete_; }

  template <typename F>
  void Find(const char* name, F*& function) {
    if (handle_ != nullptr) function = reinterpret_cast<F*>(dlsym(handle_, name));
    complete_ = complete_ && function != nullptr;
  }

 private:
  void* const handle_;
  bool complete_ = true;
};

}  // namespace harness
