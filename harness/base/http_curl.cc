#include "harness/base/http_curl.h"

#include "harness/base/shared_library.h"

namespace harness {
namespace {

CurlApi Load() {
  SharedLibrary library("libcurl.so.4");
  CurlApi api;
  library.Find("curl_easy_cleanup", api.easy_cleanup);
  library.Find("curl_easy_getinfo", api.easy_getinfo);
  library.Find("curl_easy_init", api.easy_init);
  library.Find("curl_easy_reset", api.easy_reset);
  library.Find("curl_easy_setopt", api.easy_setopt);
  library.Find("curl_easy_strerror", api.easy_strerror);
  library.Find("curl_free", api.free);
  library.Find("curl_getdate", api.getdate);
  library.Find("curl_global_cleanup", api.global_cleanup);
  library.Find("curl_global_init", api.global_init);
  library.Find("curl_multi_add_handle", api.multi_add_handle);
  library.Find("curl_multi_assign", api.multi_assign);
  library.Find("curl_multi_cleanup", api.multi_cleanup);
  library.Find("curl_multi_info_read", api.multi_info_read);
  library.Find("curl_multi_init", api.multi_init);
  library.Find("curl_multi_remove_handle", api.multi_remove_handle);
  library.Find("curl_multi_setopt", api.multi_setopt);
  library.Find("curl_multi_socket_action", api.multi_socket_action);
  library.Find("curl_slist_append", api.slist_append);
  library.Find("curl_slist_free_all", api.slist_free_all);
  library.Find("curl_url", api.url);
  library.Find("curl_url_cleanup", api.url_cleanup);
  library.Find("curl_url_get", api.url_get);
  library.Find("curl_url_set", api.url_set);
  library.Find("curl_version", api.version);
  api.complete = library.complete();
  return api;
}

}  // namespace

const CurlApi& Curl() {
  static const CurlApi kApi = Load();
  return kApi;
}

}  // namespace harness
