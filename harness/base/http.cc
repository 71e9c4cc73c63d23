#include "harness/base/http.h"

#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "harness/base/error.h"
#include "harness/base/http_curl.h"
#include "harness/base/http_handles.h"
#include "harness/base/http_mover.h"
#include "harness/base/metadata_address.h"
#include "harness/base/text.h"

namespace harness {
namespace {

constexpr size_t kMaxHeaderBytes = 256 << 10;
// Beyond so many, those that are idle are closed. libcurl counts those in use too: a lower limit would make every one
// of many concurrent calls connect anew.
constexpr long kConnections = 4096;

struct FreeList {
  void operator()(curl_slist* list) const { Curl().slist_free_all(list); }
};
struct FreeUrl {
  void operator()(CURLU* url) const { Curl().url_cleanup(url); }
};
struct FreeText {
  void operator()(char* text) const { Curl().free(text); }
};
using UrlPtr = std::unique_ptr<CURLU, FreeUrl>;

bool SameName(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

UrlPtr ParseUrl(const std::string& text) {
  if (!Curl().complete) return nullptr;
  UrlPtr url(Curl().url());
  if (!url || text.find('\0') != std::string::npos) return nullptr;
  return Curl().url_set(url.get(), CURLUPART_URL, text.c_str(), 0) == CURLUE_OK ? std::move(url) : nullptr;
}

std::string PartOf(const UrlPtr& url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (Curl().url_get(url.get(), part, &text, flags) != CURLUE_OK) return "";
  const std::unique_ptr<char, FreeText> owner(text);
  return text;
}

std::string OriginOf(const UrlPtr& url) {
  const std::string port = PartOf(url, CURLUPART_PORT);
  return PartOf(url, CURLUPART_SCHEME) + "://" + PartOf(url, CURLUPART_HOST) + (port.empty() ? "" : ":" + port);
}

bool IsLoopback(const std::string& host) {
  return host == "localhost" || host == "[::1]" || host.starts_with("127.");
}

bool IsToken(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

HttpProblem ProblemOf(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return HttpProblem::kUnresolvable;
    case CURLE_COULDNT_CONNECT:
    case CURLE_PROXY:
      return HttpProblem::kRefused;
    case CURLE_OPERATION_TIMEDOUT:
      return HttpProblem::kTimeout;
    case CURLE_WRITE_ERROR:
    case CURLE_FILESIZE_EXCEEDED:
      return HttpProblem::kTooLarge;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return HttpProblem::kTls;
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:  // HTTP/0.9: the url's scheme has been checked
    case CURLE_BAD_CONTENT_ENCODING:
      return HttpProblem::kMalformed;
    case CURLE_URL_MALFORMAT:
      return HttpProblem::kBadRequest;
    default:
      return HttpProblem::kLost;
  }
}

// One request and what has come of its answer. The caller waits for the thread of curl, to which all but that belongs
// until then.
class Transfer final : public CurlTransfer {
 public:
  Transfer(HttpRequest request, std::string origin, size_t max_body, CurlHandles::Handle easy)
      : request_(std::move(request)), origin_(std::move(origin)), max_body_(max_body), easy_(std::move(easy)) {}

  ~Transfer() override {
    // That a stream was refused is remembered by its handle, beyond curl_easy_reset.
    if (sendings_ > 1) Curl().easy_cleanup(easy_.release());
  }

  // False: no memory.
  bool Prepare(bool direct, const HttpOptions& options) {
    if (!easy_) return false;
    Set(CURLOPT_ERRORBUFFER, error_);
    Set(CURLOPT_URL, request_.url.c_str());
    Set(CURLOPT_PROTOCOLS_STR, "http,https");
    Set(CURLOPT_NOSIGNAL, 1L);
    Set(CURLOPT_QUICK_EXIT, 1L);  // nobody waits for a lookup that was given up
    Set(CURLOPT_ACCEPT_ENCODING, "");
    Set(CURLOPT_USERAGENT, "harness");
    Set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(max_body_));
    if (direct) Set(CURLOPT_PROXY, "");
    // Where HTTP/2 may come, many requests at once wait for one connection instead of making one each.
    if (origin_.starts_with("https:")) Set(CURLOPT_PIPEWAIT, 1L);
    if (!options.ca_file.empty()) Set(CURLOPT_CAINFO, options.ca_file.c_str());
    if (!options.ca_folder.empty()) Set(CURLOPT_CAPATH, options.ca_folder.c_str());
    Set(CURLOPT_WRITEFUNCTION, &Transfer::OnBody);
    Set(CURLOPT_WRITEDATA, this);
    Set(CURLOPT_HEADERFUNCTION, &Transfer::OnHeader);
    Set(CURLOPT_HEADERDATA, this);
    Set(CURLOPT_OPENSOCKETFUNCTION, &Transfer::OnSocket);
    Set(CURLOPT_OPENSOCKETDATA, this);
    Set(CURLOPT_PREREQFUNCTION, &Transfer::OnRequest);
    Set(CURLOPT_PREREQDATA, this);
    PrepareMethod();
    return PrepareHeaders();
  }

  CURL* easy() const override { return easy_.get(); }

  void Finish(CURLcode code) override {
    if (code == CURLE_OK && !headers_whole_) code = CURLE_PARTIAL_FILE;  // curl takes that for a whole answer
    if (code != CURLE_OK) return Settle(tl::unexpected(ErrorOf(code)));
    long status = 0;
    Curl().easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    response_.status = static_cast<int>(status);
    Settle(std::move(response_));
  }

  void Stop() override { Settle(tl::unexpected(HttpError{HttpProblem::kStopped, "stopped"})); }

  // What came of it; nullopt if that is not known by the deadline, or when it is to stop.
  std::optional<tl::expected<HttpResponse, HttpError>> Wait(const HttpLimits& limits) {
    const std::stop_callback wake(limits.stop, [this] {
      { const std::lock_guard lock(mutex_); }  // or the one who waits could be about to
      changed_.notify_all();
    });
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, limits.deadline, [&] { return result_ || limits.stop.stop_requested(); });
    return std::move(result_);
  }

 private:
  void Settle(tl::expected<HttpResponse, HttpError> with) {
    {
      const std::lock_guard lock(mutex_);
      result_ = std::move(with);
    }
    changed_.notify_all();  // after the lock, which the one who wakes up needs
  }

  template <typename T>
  void Set(CURLoption option, T value) {
    Curl().easy_setopt(easy_.get(), option, value);
  }

  void PrepareMethod() {
    const bool has_body = !request_.body.empty() || request_.method == "POST" || request_.method == "PUT";
    if (request_.method == "HEAD") return Set(CURLOPT_NOBODY, 1L);
    if (has_body) {
      Set(CURLOPT_POST, 1L);
      Set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
      Set(CURLOPT_POSTFIELDS, request_.body.data());
    }
    Set(CURLOPT_CUSTOMREQUEST, request_.method.c_str());
  }

  bool PrepareHeaders() {
    bool typed = false;
    std::vector<std::string> lines = {"Expect:"};
    for (const HttpHeader& header : request_.headers) {
      typed = typed || SameName(header.name, "content-type");
      lines.push_back(header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
    }
    if (!typed) lines.emplace_back("Content-Type:");
    for (const std::string& line : lines) {
      curl_slist* longer = Curl().slist_append(headers_.get(), line.c_str());
      if (!longer) return false;
      (void)headers_.release();
      headers_.reset(longer);
    }
    Set(CURLOPT_HTTPHEADER, headers_.get());
    return true;
  }

  // libcurl sends a request again by itself, and may have it carried out twice, when a connection that was used before
  // ends without an answer. Whether to ask again is for those to say who ask; but over https a server of HTTP/2 may say
  // that it did not take a request up.
  static int OnRequest(void* self, char*, char*, int, int) {
    auto& transfer = *static_cast<Transfer*>(self);
    const bool is_first = transfer.sendings_++ == 0;
    return is_first || transfer.origin_.starts_with("https:") ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
  }

  static size_t OnBody(char* bytes, size_t size, size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    std::string& body = transfer.response_.body;
    if (size * count > transfer.max_body_ - body.size()) return 0;
    body.append(bytes, size * count);
    return size * count;
  }

  static size_t OnHeader(char* bytes, size_t size, size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::string_view line = Trim(std::string_view(bytes, size * count));
    transfer.header_bytes_ += size * count;
    if (transfer.header_bytes_ > kMaxHeaderBytes) return 0;
    if (line.starts_with("HTTP/")) {
      transfer.headers_whole_ = false;
      transfer.response_.headers.clear();  // an answer before the final one is over
    } else if (line.empty()) {
      transfer.headers_whole_ = true;
    } else if (!transfer.headers_whole_) {  // else a trailer behind the body
      transfer.AddHeader(line);
    }
    return size * count;
  }

  void AddHeader(std::string_view line) {
    const size_t colon = line.find(':');
    if (colon != std::string_view::npos)
      response_.headers.push_back({std::string(line.substr(0, colon)), std::string(Trim(line.substr(colon + 1)))});
  }

  // Here the host's name has become an address, which is the one that is connected to.
  static curl_socket_t OnSocket(void* self, curlsocktype, curl_sockaddr* address) {
    if (IsMetadataAddress(address->family, &address->addr)) {
      static_cast<Transfer*>(self)->forbidden_ = true;
      return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  }

  HttpError ErrorOf(CURLcode code) const {
    const HttpProblem problem = ProblemOf(code);
    if (problem == HttpProblem::kRefused && forbidden_)
      return {HttpProblem::kBadRequest,
              fmt::format("{} is at an address of a metadata service, which is never asked", origin_)};
    switch (problem) {
      case HttpProblem::kUnresolvable:
        return {problem, fmt::format("the host of {} is not known", origin_)};
      case HttpProblem::kRefused:
        return {problem, fmt::format("can't connect to {}", origin_)};
      case HttpProblem::kTls:
        return {problem, fmt::format("no secure connection to {}: {}", origin_,
                                     error_[0] != '\0' ? std::string_view(error_) : Curl().easy_strerror(code))};
      case HttpProblem::kMalformed:
        return {problem, fmt::format("{} answers, but not in HTTP", origin_)};
      case HttpProblem::kTooLarge:
        return {problem,
                header_bytes_ > kMaxHeaderBytes
                    ? fmt::format("{} answered with more than {} of headers", origin_, FormatSize(kMaxHeaderBytes))
                    : fmt::format("{} answered with more than {}", origin_, FormatSize(max_body_))};
      case HttpProblem::kTimeout:
        return {problem, fmt::format("no answer from {} within the time limit", origin_)};
      case HttpProblem::kBadRequest:
        return {problem, fmt::format("the url of {} can't be used", origin_)};
      case HttpProblem::kLost:
      case HttpProblem::kStopped:
        break;
    }
    return {problem, fmt::format("the connection to {} was lost", origin_)};
  }

  const HttpRequest request_;
  const std::string origin_;
  const size_t max_body_;
  int sendings_ = 0;
  size_t header_bytes_ = 0;
  bool headers_whole_ = false;
  bool forbidden_ = false;
  HttpResponse response_;
  char error_[CURL_ERROR_SIZE] = "";
  std::unique_ptr<curl_slist, FreeList> headers_;
  CurlHandles::Handle easy_;  // behind all that it points to

  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<tl::expected<HttpResponse, HttpError>> result_;  // guarded by mutex_
};

tl::unexpected<HttpError> Refuse(HttpProblem problem, std::string message) {
  return tl::unexpected(HttpError{problem, std::move(message)});
}

class CurlHttp final : public Http {
 public:
  explicit CurlHttp(HttpOptions options) : options_(std::move(options)) {}

  std::string Missing() const override { return Curl().complete ? "" : "libcurl.so.4 is not installed, or too old"; }

  std::string Version() const override { return Curl().complete ? Curl().version() : ""; }

  tl::expected<HttpResponse, HttpError> Send(const HttpRequest& request, const HttpLimits& limits) override {
    if (std::string missing = Missing(); !missing.empty()) return Refuse(HttpProblem::kRefused, std::move(missing));
    const UrlPtr url = ParseUrl(request.url);
    if (!url) return Refuse(HttpProblem::kBadRequest, "the url can't be read");
    if (std::string flaw = FlawOf(request, url); !flaw.empty())
      return Refuse(HttpProblem::kBadRequest, std::move(flaw));
    const std::string origin = OriginOf(url);
    const std::string late = fmt::format("no answer from {} within the time limit", origin);
    if (limits.stop.stop_requested()) return Refuse(HttpProblem::kStopped, "stopped");
    if (std::chrono::steady_clock::now() >= limits.deadline) return Refuse(HttpProblem::kTimeout, late);
    Engine& engine = Started();
    const auto transfer = std::make_shared<Transfer>(request, origin, limits.max_body, engine.handles.Take());
    if (!transfer->Prepare(IsLoopback(PartOf(url, CURLUPART_HOST)), options_))
      return Refuse(HttpProblem::kLost, "no memory for a request");
    engine.mover.Add(transfer);
    if (auto result = transfer->Wait(limits)) return *std::move(result);
    engine.mover.Abandon(transfer);
    if (limits.stop.stop_requested()) return Refuse(HttpProblem::kStopped, "stopped");
    return Refuse(HttpProblem::kTimeout, late);
  }

 private:
  struct Engine {
    CurlHandles handles;  // before the mover: what that moves to its end is given back
    CurlMover mover{kConnections};
  };

  // Starting costs some milliseconds, which a program that sends nothing is spared. Once it has started no lock is
  // taken: a thousand threads that ask at once would wake one another through it.
  Engine& Started() {
    if (Engine* engine = started_.load(std::memory_order_acquire)) return *engine;
    const std::lock_guard lock(mutex_);
    if (!engine_) engine_ = std::make_unique<Engine>();
    started_.store(engine_.get(), std::memory_order_release);
    return *engine_;
  }

  static std::string FlawOf(const HttpRequest& request, const UrlPtr& url) {
    const std::string scheme = PartOf(url, CURLUPART_SCHEME);
    if (scheme != "http" && scheme != "https")
      return fmt::format("a url of http or https is needed, not of {}", scheme);
    if (!IsToken(request.method)) return "the method is no word";
    for (const HttpHeader& header : request.headers) {
      if (!IsToken(header.name)) return "a header has a name that can't be sent";
      if (header.value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
        return fmt::format("the header {} has a value that can't be sent", header.name);
    }
    return "";
  }

  const HttpOptions options_;
  std::mutex mutex_;
  std::unique_ptr<Engine> engine_;
  std::atomic<Engine*> started_ = nullptr;
};

}  // namespace

const std::string* HttpResponse::Header(std::string_view name) const {
  const auto found =
      std::find_if(headers.begin(), headers.end(), [&](const auto& h) { return SameName(h.name, name); });
  return found == headers.end() ? nullptr : &found->value;
}

std::unique_ptr<Http> MakeHttp(HttpOptions options) {
  return std::make_unique<CurlHttp>(std::move(options));
}

std::string OriginOf(std::string_view url) {
  const UrlPtr parsed = ParseUrl(std::string(url));
  return parsed ? OriginOf(parsed) : "";
}

std::string ResolveUrl(std::string_view base, std::string_view reference) {
  const UrlPtr url = ParseUrl(std::string(base));
  const std::string text(reference);
  if (!url || text.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) return "";
  if (Curl().url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return "";
  const std::string scheme = PartOf(url, CURLUPART_SCHEME);
  return scheme == "http" || scheme == "https" ? PartOf(url, CURLUPART_URL) : "";
}

bool IsSameOrigin(std::string_view a, std::string_view b) {
  const UrlPtr one = ParseUrl(std::string(a)), other = ParseUrl(std::string(b));
  if (!one || !other) return false;
  return PartOf(one, CURLUPART_SCHEME) == PartOf(other, CURLUPART_SCHEME) &&
         SameName(PartOf(one, CURLUPART_HOST), PartOf(other, CURLUPART_HOST)) &&
         PartOf(one, CURLUPART_PORT, CURLU_DEFAULT_PORT) == PartOf(other, CURLUPART_PORT, CURLU_DEFAULT_PORT);
}

std::chrono::microseconds ReadRetryAfter(std::string_view value, int64_t wall_micros) {
  using std::chrono::seconds;
  constexpr int64_t kMost = 86'400;  // s
  const std::string text(Trim(value));
  const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
  if (digits) return seconds(text.size() > 6 ? kMost : std::min<int64_t>(std::stol(text), kMost));
  const std::optional<int64_t> date = ReadHttpDate(text);
  return date ? seconds(std::clamp<int64_t>((*date - wall_micros) / 1'000'000, 0, kMost)) : seconds(0);
}

std::optional<int64_t> ReadHttpDate(std::string_view value) {
  if (!Curl().complete) return std::nullopt;
  const time_t date = Curl().getdate(std::string(value).c_str(), nullptr);
  if (date < 0) return std::nullopt;
  return int64_t{date} * 1'000'000;
}

}  // namespace harness
