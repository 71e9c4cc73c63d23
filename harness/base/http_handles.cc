#include "harness/base/http_handles.h"

namespace harness {

CurlHandles::CurlHandles() {
  Curl().global_init(CURL_GLOBAL_DEFAULT);
}

CurlHandles::~CurlHandles() {
  for (CURL* easy : idle_) Curl().easy_cleanup(easy);
  Curl().global_cleanup();
}

CurlHandles::Handle CurlHandles::Take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      CURL* easy = idle_.back();
      idle_.pop_back();
      return Handle(easy, {this});
    }
  }
  return Handle(Curl().easy_init(), {this});
}

void CurlHandles::Put(CURL* easy) {
  Curl().easy_reset(easy);
  const std::lock_guard lock(mutex_);
  idle_.push_back(easy);
}

}  // namespace harness
