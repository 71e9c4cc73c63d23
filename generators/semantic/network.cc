#include <algorithm>

#include "generators/semantic/semantic_type.h"
#include "generators/semantic/user_agent.h"

namespace harness {
namespace {

// Values that are there twice are drawn twice as often.
constexpr std::string_view kMethods[] = {"GET",  "GET", "GET",    "GET",   "GET",  "GET",    "POST",
                                         "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"};
constexpr int64_t kStatuses[] = {200, 200, 200, 200, 200, 200, 200, 200, 201, 202, 204, 206, 301, 302, 304, 304, 307,
                                 400, 401, 403, 404, 404, 404, 405, 409, 410, 422, 429, 500, 500, 502, 503, 504};

// The networks that are kept for documentation (RFC 5737), and one that nobody outside can reach (RFC 1918).
constexpr std::string_view kDocumentation[] = {"192.0.2.", "198.51.100.", "203.0.113."};
constexpr int kPrivate = 1;

Datum DrawIpv4(Drawing& drawing) {
  if (drawing.options().choice != kPrivate) {
    const std::string_view network = drawing.One(Words(kDocumentation));
    return drawing.Join({network, Decimal(1 + drawing.Below(254))});
  }
  const Decimal a(drawing.Below(256)), b(drawing.Below(256));
  return drawing.Join({"10.", a, ".", b, ".", Decimal(1 + drawing.Below(254))});
}

// 2001:db8::/32 is kept for documentation (RFC 3849). No group is zero, so that this is the one way to write it
// (RFC 5952).
Datum DrawIpv6(Drawing& drawing) {
  constexpr std::string_view kPrefix = "2001:db8";
  char* const text = drawing.Take(kPrefix.size() + 6 * 5);
  char* to = text + kPrefix.copy(text, kPrefix.size());
  for (int group = 0; group < 6; ++group) {
    const uint64_t value = 1 + drawing.Below(0xffff);
    *to++ = ':';
    for (int shift = value > 0xfff ? 12 : value > 0xff ? 8 : value > 0xf ? 4 : 0; shift >= 0; shift -= 4)
      *to++ = "0123456789abcdef"[value >> shift & 15];
  }
  return Datum::Text({text, static_cast<size_t>(to - text)});
}

// Administered locally: no maker's.
Datum DrawMac(Drawing& drawing) {
  return drawing.Pattern("02:^^:^^:^^:^^:^^");
}

Datum DrawHostname(Drawing& drawing) {
  const std::string_view role = drawing.One(kHostRoles), site = drawing.One(kSites);
  return drawing.Join({role, "-", site, "-", Decimal(1 + drawing.Below(99), 2), ".corp.example"});
}

Datum DrawPort(Drawing& drawing) {
  return Datum::Integer(drawing.WithinLimits());
}

Datum DrawHttpMethod(Drawing& drawing) {
  return Datum::Text(drawing.One(Words(kMethods)));
}

Datum DrawHttpStatus(Drawing& drawing) {
  return Datum::Integer(drawing.One(std::span(kStatuses)));
}

Datum DrawMimeType(Drawing& drawing) {
  if (!drawing.Other()) return Datum::Text(drawing.One(kFileKinds).mime_type);
  const std::string_view name = drawing.OtherText(), ending = name.substr(name.rfind('.') + 1);
  const auto found =
      std::find_if(kFileKinds.begin(), kFileKinds.end(), [&](const FileKind& kind) { return kind.ending == ending; });
  return Datum::Text(found == kFileKinds.end() ? "application/octet-stream" : found->mime_type);
}

std::string_view FileName(Drawing& drawing) {
  const std::string_view first = drawing.One(kFileWords), second = drawing.One(kFileWords);
  const Decimal number(drawing.Below(1000));
  const std::string_view ending = drawing.One(kFileKinds).ending;
  if (drawing.Chance(50)) return drawing.Join({first, "_", second, ".", ending}).AsText();
  return drawing.Join({first, "-", second, "-", number, ".", ending}).AsText();
}

Datum DrawFileName(Drawing& drawing) {
  return Datum::Text(FileName(drawing));
}

Datum DrawFilePath(Drawing& drawing) {
  const std::string_view folder = drawing.One(kFolders);
  return drawing.Join({folder, drawing.Other() ? drawing.OtherText() : FileName(drawing)});
}

Datum DrawOs(Drawing& drawing) {
  return Datum::Text(drawing.One(kOperatingSystems));
}

Datum DrawSemver(Drawing& drawing) {
  const Decimal major(drawing.Below(12)), minor(drawing.Below(30)), patch(drawing.Below(20));
  constexpr std::string_view kReleases[] = {"-alpha.", "-beta.", "-rc."};
  if (!drawing.Chance(15)) return drawing.Join({major, ".", minor, ".", patch});
  const std::string_view release = drawing.One(Words(kReleases));
  return drawing.Join({major, ".", minor, ".", patch, release, Decimal(1 + drawing.Below(9))});
}

Datum DrawCron(Drawing& drawing) {
  constexpr std::string_view kSteps[] = {"*/2", "*/5", "*/10", "*/15", "*/20", "*/30"};
  constexpr std::string_view kWeekdays[] = {"*", "*", "*", "1-5", "1-5", "0", "1", "2", "3", "4", "5", "6"};
  const Decimal minute(drawing.Below(60)), hour(drawing.Below(24)), day(1 + drawing.Below(28));
  switch (drawing.Below(6)) {
    case 0:
      return drawing.Join({drawing.One(Words(kSteps)), " * * * ", drawing.One(Words(kWeekdays))});
    case 1:
      return drawing.Join({minute, " * * * *"});
    case 2:
      return drawing.Join({minute, " ", hour, " ", day, " * *"});
    case 3:
      return drawing.Join({minute, " ", hour, " ", day, " ", Decimal(1 + drawing.Below(12)), " *"});
    default:
      return drawing.Join({minute, " ", hour, " * * ", drawing.One(Words(kWeekdays))});
  }
}

}  // namespace

std::vector<SemanticType> NetworkTypes() {
  return {
      {.name = "ipv4",
       .doc = "An address of IP version 4.",
       .draw = DrawIpv4,
       .choice = {"range", "Of which networks (default documentation).", {"documentation", "private"}}},
      {"ipv6", "An address of IP version 6.", DrawIpv6},
      {"mac", "The address of a network card.", DrawMac},
      {"hostname", "The name of a machine.", DrawHostname},
      {.name = "port",
       .doc = "The number of a port.",
       .draw = DrawPort,
       .limits = {DrawingLimits::Unit::kWhole, 1024, 65'535, 0, 65'535}},
      {"user_agent", "What a program calls itself in its requests.", DrawUserAgent},
      {"http_method", "A method of HTTP.", DrawHttpMethod},
      {"http_status", "A status of HTTP.", DrawHttpStatus},
      {"mime_type", "A type of media.", DrawMimeType, {{"of", "The column of the file's name."}}},
      {"file_name", "The name of a file.", DrawFileName},
      {"file_path", "A file with its folder.", DrawFilePath, {{"of", "The column of the file's name."}}},
      {"os", "An operating system and its version.", DrawOs},
      {"semver", "A version, Semantic Versioning 2.0.", DrawSemver},
      {"cron", "When a job runs: five fields of cron.", DrawCron},
  };
}

}  // namespace harness
