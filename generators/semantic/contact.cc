#include "generators/semantic/fold.h"
#include "generators/semantic/names.h"
#include "generators/semantic/semantic_type.h"

namespace harness {
namespace {

// Reserved for examples (RFC 2606).
constexpr std::string_view kMailHosts[] = {"@example.com", "@example.org", "@example.net"};

// Numbers from 555-0100 to 555-0199 are kept for fiction in every area of North America.
constexpr std::string_view kAreas[] = {
    "201", "202", "203", "205", "206", "207", "208", "209", "210", "212", "213", "214", "215", "216", "217", "218",
    "219", "224", "225", "228", "229", "231", "234", "239", "240", "248", "251", "252", "253", "254", "256", "260",
    "262", "267", "269", "270", "276", "281", "301", "302", "303", "304", "305", "307", "308", "309", "310", "312",
    "313", "314", "315", "316", "317", "318", "319", "320", "321", "323", "325", "330", "334", "336", "337", "339",
    "347", "351", "352", "360", "361", "386", "401", "402", "404", "405", "406", "407", "408", "409", "410", "412",
    "413", "414", "415", "417", "419", "423", "425", "432", "434", "435", "440", "443", "469", "478", "479", "480",
    "484", "501", "502", "503", "504", "505", "507", "508", "509", "510", "512", "513", "515", "516", "517", "518",
    "520", "530", "540", "541", "551", "559", "561", "562", "563", "567", "570", "571", "573", "574", "580", "585",
    "586", "601", "602", "603", "605", "606", "607", "608", "609", "610", "612", "614", "615", "616", "617", "618",
    "619", "620", "623", "626", "630", "631", "636", "641", "646", "650", "651", "660", "661", "662", "678", "682",
    "701", "702", "703", "704", "706", "707", "708", "712", "713", "714", "715", "716", "717", "718", "719", "720",
    "724", "727", "731", "732", "734", "740", "754", "757", "760", "763", "765", "770", "772", "773", "774", "775",
    "781", "785", "786", "801", "802", "803", "804", "805", "806", "808", "810", "812", "813", "814", "815", "816",
    "817", "818", "828", "830", "831", "832", "843", "845", "847", "848", "850", "856", "857", "858", "859", "860",
    "862", "863", "864", "865", "870", "901", "903", "904", "906", "907", "908", "909", "910", "912", "913", "914",
    "915", "916", "917", "918", "919", "920", "925", "928", "931", "936", "937", "940", "941", "947", "949", "951",
    "952", "954", "956", "970", "971", "972", "973", "978", "979", "980", "985", "989",
};

constexpr std::string_view kTopics[] = {
    "about", "blog",   "careers",  "contact", "docs",    "downloads", "events", "features", "help",   "legal",  "login",
    "news",  "orders", "partners", "pricing", "privacy", "products",  "search", "services", "status", "support"};

const OtherColumn kFromName{"from", "The column of the person's name."};
const OtherColumn kOfCompany{"company", "The column of the company."};

Datum DrawEmail(Drawing& drawing) {
  const std::string_view mailbox = Mailbox(drawing, drawing.Other());
  return drawing.Join({mailbox, drawing.One(Words(kMailHosts))});
}

Datum DrawCompanyEmail(Drawing& drawing) {
  const std::string_view mailbox = Mailbox(drawing, drawing.Other(0));
  return drawing.Join({mailbox, "@", CompanyDomain(drawing, drawing.Other(1))});
}

Datum DrawPhone(Drawing& drawing) {
  const std::string_view area = drawing.One(Words(kAreas));
  const Decimal number(drawing.Below(100), 2);
  switch (drawing.Below(4)) {
    case 0:
      return drawing.Join({"(", area, ") 555-01", number});
    case 1:
      return drawing.Join({area, "-555-01", number});
    case 2:
      return drawing.Join({"+1 ", area, " 555 01", number});
    default:
      return drawing.Join({"+1-", area, "-555-01", number});
  }
}

Datum DrawMobile(Drawing& drawing) {
  const std::string_view area = drawing.One(Words(kAreas));
  return drawing.Join({"+1", area, "55501", Decimal(drawing.Below(100), 2)});
}

Datum DrawFax(Drawing& drawing) {
  const std::string_view area = drawing.One(Words(kAreas));
  return drawing.Join({"+1-", area, "-555-01", Decimal(drawing.Below(100), 2)});
}

Datum DrawDomain(Drawing& drawing) {
  return Datum::Text(CompanyDomain(drawing, drawing.Other()));
}

// Of a text, or of two or three words.
std::string_view Slug(Drawing& drawing, const Datum* of) {
  if (!of) {
    const std::string_view adjective = drawing.One(kAdjectives), noun = drawing.One(kNouns);
    return drawing.Join({adjective, "-", noun, "-", Decimal(drawing.Below(10'000))}).AsText();
  }
  constexpr size_t kMax = 80;
  char* const text = drawing.Take(kMax);
  return {text, FoldInto(drawing.OtherText(), '-', text, kMax)};
}

Datum DrawSlug(Drawing& drawing) {
  return Datum::Text(Slug(drawing, drawing.Other()));
}

Datum DrawUrl(Drawing& drawing) {
  const std::string_view host = CompanyDomain(drawing, drawing.Other());
  const std::string_view topic = drawing.One(Words(kTopics));
  switch (drawing.Below(3)) {
    case 0:
      return drawing.Join({"https://www.", host, "/"});
    case 1:
      return drawing.Join({"https://www.", host, "/", topic});
    default:
      return drawing.Join({"https://", host, "/", topic, "/", Slug(drawing, nullptr)});
  }
}

}  // namespace

std::vector<SemanticType> ContactTypes() {
  return {
      {"email", "A person's address of mail.", DrawEmail, {kFromName}},
      {"company_email", "An address of mail at a company.", DrawCompanyEmail, {kFromName, kOfCompany}},
      {"phone", "A telephone number, as people write them.", DrawPhone},
      {"mobile", "A telephone number in the form E.164.", DrawMobile},
      {"fax", "A number of a fax.", DrawFax},
      {"url", "The address of a page.", DrawUrl, {kOfCompany}},
      {"domain", "A domain.", DrawDomain, {kOfCompany}},
      {"slug", "A text as it stands in addresses.", DrawSlug, {{"of", "The column of the text."}}},
  };
}

}  // namespace harness
