// Handles of libcurl for requests, used again: making one anew takes longer than all else that a small request needs.
//
// Any thread. Libcurl is initialised as long as this is there.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "harness/base/http_curl.h"

namespace harness {

class CurlHandles {
 public:
  struct GiveBack {
    CurlHandles* handles;
    void operator()(CURL* easy) const { handles->Put(easy); }
  };
  using Handle = std::unique_ptr<CURL, GiveBack>;

  CurlHandles();
  ~CurlHandles();
  CurlHandles(const CurlHandles&) = delete;
  CurlHandles& operator=(const CurlHandles&) = delete;

  // As new; null: no memory. What it is set to point to has to last until it is given back.
  Handle Take();

 private:
  void Put(CURL* easy);

  std::mutex mutex_;
  std::vector<CURL*> idle_;
};

}  // namespace harness
