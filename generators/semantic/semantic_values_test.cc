#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/base/digest.h"
#include "harness/base/text.h"
#include "tests/fakes/spec_rig.h"

namespace harness {
namespace {

constexpr uint64_t kMany = 3000;

// A type, what its values look like in full, and how many different ones there are at least among kMany.
struct Form {
  const char* column;
  const char* pattern;
  size_t distinct;
};

std::string TextOf(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_number_float() ? fmt::format("{}", value.get<double>()) : value.dump();
}

class SemanticForms : public testing::TestWithParam<Form> {};

TEST_P(SemanticForms, AreThoseOfTheirTypes) {
  SpecRig rig;
  const re2::RE2 pattern(GetParam().pattern);
  ASSERT_TRUE(pattern.ok()) << pattern.error();
  std::set<std::string> seen;
  for (const Json& value : rig.Draw(GetParam().column, kMany)) {
    const std::string text = TextOf(value);
    ASSERT_TRUE(re2::RE2::FullMatch(text, pattern)) << GetParam().column << " made " << text;
    seen.insert(text);
  }
  EXPECT_GE(seen.size(), GetParam().distinct) << GetParam().column;
}

constexpr const char* kName = "[A-Za-z][A-Za-z' -]+";
constexpr const char* kWords = "[A-Z][A-Za-z0-9&.' -]+";
constexpr const char* kMail = R"([a-z0-9]+([._][a-z0-9]+)*@example\.(com|org|net))";
constexpr const char* kDay = R"(\d{4}-\d\d-\d\d)";
constexpr const char* kPhone = R"((\(\d{3}\) |\d{3}-|\+1 \d{3} |\+1-\d{3}-)555[ -]01\d\d)";

INSTANTIATE_TEST_SUITE_P(Person, SemanticForms,
                         testing::Values(Form{"first_name: {}", kName, 300}, Form{"last_name: {}", kName, 250},
                                         Form{"full_name: {}", kName, 2800},
                                         Form{"prefix: {}", R"((Ms|Mrs|Mr|Mx|Dr|Prof)\.|Miss)", 6},
                                         Form{"suffix: {}", "[A-Za-z]+[.]?", 8},
                                         Form{"gender: {}", "female|male|non-binary", 3},
                                         Form{"birthdate: {}", kDay, 2500}, Form{"age: {}", "1[89]|[2-8][0-9]|90", 73},
                                         Form{"nationality: {}", kWords, 90}, Form{"job_title: {}", kWords, 300},
                                         Form{"username: {}", R"([a-z0-9]+([._][a-z0-9]+)*)", 2900},
                                         Form{"password: {}", R"([A-Za-z0-9!#$%*+\-=?@_]{12,16})", kMany},
                                         Form{"ssn: {}", R"((77[3-9]|7[89]\d|8\d\d)-(0[1-9]|[1-9]\d)-\d{4})", 2990},
                                         Form{"passport: {}", R"(X[A-Z]\d{7})", 2990}));

INSTANTIATE_TEST_SUITE_P(
    Contact, SemanticForms,
    testing::Values(Form{"email: {}", kMail, 2900},
                    Form{"company_email: {}", R"([a-z0-9]+([._][a-z0-9]+)*@[a-z0-9]+(-[a-z0-9]+)*\.example)", 2990},
                    Form{"phone: {}", kPhone, 2500}, Form{"mobile: {}", R"(\+1[2-9]\d{2}55501\d\d)", 2500},
                    Form{"fax: {}", R"(\+1-[2-9]\d{2}-555-01\d\d)", 2500},
                    Form{"url: {}", R"(https://(www\.)?[a-z0-9-]+\.example/[a-z0-9/-]*)", 2500},
                    Form{"domain: {}", R"([a-z0-9]+(-[a-z0-9]+)*\.example)", 2000},
                    Form{"slug: {}", "[a-z]+-[a-z]+-[0-9]+", 2900}));

INSTANTIATE_TEST_SUITE_P(Address, SemanticForms,
                         testing::Values(Form{"street: {}", "[A-Z][a-z]+ [A-Z][a-z]+", 500},
                                         Form{"building_number: {}", "[1-9][0-9]{0,3}", 1000},
                                         Form{"street_address: {}", "[1-9][0-9]{0,3} [A-Z][a-z]+ [A-Z][a-z]+", 2900},
                                         Form{"secondary_address: {}", R"((Apt\.|Suite|Unit|Floor) [1-9]\d{0,2})",
                                              1000},
                                         Form{"city: {}", kWords, 170}, Form{"state: {}", kWords, 50},
                                         Form{"state_abbr: {}", "[A-Z]{2}", 50}, Form{"postcode: {}", "[0-9]{5}", 2500},
                                         Form{"country: {}", kWords, 90}, Form{"country_code: {}", "[A-Z]{2}", 90},
                                         Form{"latitude: {}", R"(-?\d{1,2}(\.\d{1,6})?)", 2990},
                                         Form{"longitude: {}", R"(-?(1[0-7]\d|\d{1,2})(\.\d{1,6})?)", 2990},
                                         Form{"timezone: {}", "UTC|[A-Z][a-z]+(/[A-Z][A-Za-z_]+)+", 70}));

INSTANTIATE_TEST_SUITE_P(
    Network, SemanticForms,
    testing::Values(
        Form{"ipv4: {}", R"((192\.0\.2|198\.51\.100|203\.0\.113)\.([1-9]|[1-9]\d|1\d\d|2[0-4]\d|25[0-4]))", 700},
        Form{"ipv4: { range: private }", R"(10(\.(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])){3})", 2990},
        Form{"ipv6: {}", "2001:db8(:[1-9a-f][0-9a-f]{0,3}){6}", kMany}, Form{"mac: {}", "02(:[0-9a-f]{2}){5}", kMany},
        Form{"hostname: {}", R"([a-z]+-[a-z]{3}-\d\d\.corp\.example)", 2000}, Form{"port: {}", "[1-9][0-9]{3,4}", 2800},
        Form{"user_agent: {}", R"([A-Za-z-]+/[0-9.]+( [ -~]+)?)", 200},
        Form{"http_method: {}", "GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS", 7},
        Form{"http_status: {}", "[2-5][0-9]{2}", 20}, Form{"mime_type: {}", "[a-z]+/[a-z0-9.+-]+", 35},
        Form{"file_name: {}", R"([a-z]+[_-][a-z]+(-\d{1,3})?\.[a-z0-9]+)", 2500},
        Form{"file_path: {}", R"((/|[CD]:\\)[A-Za-z/\\]+[/\\][a-z0-9_.-]+\.[a-z0-9]+)", 2900},
        Form{"os: {}", "[A-Za-z]+ [A-Za-z0-9. ]+", 25},
        Form{"semver: {}", R"((0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-(alpha|beta|rc)\.[1-9])?)", 1500},
        Form{"cron: {}",
             R"((\*/\d+|[0-9]|[1-5]\d) (\*|\d|1\d|2[0-3]) (\*|[1-9]|1\d|2[0-8]) (\*|[1-9]|1[0-2]) (\*|[0-6]|1-5))",
             1500}));

INSTANTIATE_TEST_SUITE_P(Itsm, SemanticForms,
                         testing::Values(Form{"ticket_id: {}", R"(INC\d{7})", 2990},
                                         Form{"asset_tag: {}", R"([A-Z]{3}-\d{6})", 2990},
                                         Form{"priority: {}", "P[1-5]", 5}, Form{"impact: {}", "High|Medium|Low", 3},
                                         Form{"urgency: {}", "High|Medium|Low", 3},
                                         Form{"assignment_group: {}", kWords, 40}));

INSTANTIATE_TEST_SUITE_P(Finance, SemanticForms,
                         testing::Values(Form{"amount: {}", R"([1-9]\d{0,3}(\.\d{1,2})?)", 2800},
                                         Form{"currency_code: {}", "[A-Z]{3}", 70},
                                         Form{"bic: {}", "[A-Z]{4}[A-Z]{2}[A-Z0-9]0([A-Z0-9]{3})?", 2990},
                                         Form{"cvv: {}", "[0-9]{3}", 900},
                                         Form{"card_expiry: {}", R"((0[1-9]|1[0-2])/(2[6-9]|3[0-5]))", 120},
                                         Form{"account_number: {}", R"(00\d{10})", 2990}));

INSTANTIATE_TEST_SUITE_P(Commerce, SemanticForms,
                         testing::Values(Form{"company: {}", "[A-Za-z][A-Za-z&' -]+", 2500},
                                         Form{"industry: {}", kWords, 55}, Form{"product: {}", kWords, 2000},
                                         Form{"sku: {}", R"([A-Z]{3}-\d{5}-(XS|S|M|L|XL|\d\d))", 2990},
                                         Form{"hash: {}", "[0-9a-f]{64}", kMany},
                                         Form{"sentence: {}", R"([A-Z][a-z]*( [a-z]+){3,11}\.)", 2990}));

class SemanticValues : public testing::Test {
 protected:
  std::vector<std::string> Texts(const std::string& column) {
    std::vector<std::string> texts;
    for (const Json& value : rig_.Draw(column, kMany)) texts.push_back(value.get<std::string>());
    EXPECT_GE(std::set(texts.begin(), texts.end()).size(), kMany - 10) << column;
    return texts;
  }

  SpecRig rig_;
};

// Of the digits times the weights, again and again, from the last digit on; `add` splits products of two digits.
int WeightedSum(const std::string& digits, const std::vector<int>& weights, bool add = false) {
  int sum = 0;
  for (size_t i = 0; i < digits.size(); ++i) {
    const int product = (digits[digits.size() - 1 - i] - '0') * weights[i % weights.size()];
    sum += add ? product / 10 + product % 10 : product;
  }
  return sum;
}

TEST_F(SemanticValues, CardsPassLuhnsCheckAndBeginAsTheirBrandsDo) {
  const std::vector<std::pair<std::string, std::string>> brands = {{"visa", R"(4\d{15})"},
                                                                   {"mastercard", R"((5[1-5]|222[3-9])\d{12,14})"},
                                                                   {"amex", R"(3[47]\d{13})"},
                                                                   {"discover", R"(6011\d{12})"}};
  for (const auto& [brand, pattern] : brands)
    for (const std::string& card : Texts("credit_card: { brand: " + brand + " }")) {
      EXPECT_TRUE(re2::RE2::FullMatch(card, pattern)) << card;
      EXPECT_EQ(card.size(), brand == "amex" ? 15u : 16u);
      EXPECT_EQ(WeightedSum(card, {1, 2}, true) % 10, 0) << card;
    }
  EXPECT_EQ(Texts("credit_card: {}").size(), kMany);
}

TEST_F(SemanticValues, ArticlesBooksAndBanksPassTheirChecks) {
  for (const std::string& ean : Texts("ean13: {}")) {
    EXPECT_TRUE(re2::RE2::FullMatch(ean, R"(2\d{12})")) << ean;
    EXPECT_EQ(WeightedSum(ean, {1, 3}) % 10, 0) << ean;
  }
  for (const std::string& isbn : Texts("isbn: {}")) {
    EXPECT_TRUE(re2::RE2::FullMatch(isbn, R"(978\d{10})")) << isbn;
    EXPECT_EQ(WeightedSum(isbn, {1, 3}) % 10, 0) << isbn;
  }
  for (const std::string& routing : Texts("routing: {}")) {
    EXPECT_TRUE(re2::RE2::FullMatch(routing, R"(80\d{7})")) << routing;
    EXPECT_EQ(WeightedSum(routing, {1, 7, 3}) % 10, 0) << routing;
  }
}

// Long division, digit for digit, of the number with its first four characters at its end.
int IbanModulo97(const std::string& iban) {
  std::string digits;
  for (const char c : iban.substr(4) + iban.substr(0, 4))
    digits += c <= '9' ? std::string(1, c) : std::to_string(c - 'A' + 10);
  int rest = 0;
  for (const char digit : digits) rest = (rest * 10 + digit - '0') % 97;
  return rest;
}

TEST_F(SemanticValues, IbansHaveTheLengthsOfTheirCountries) {
  const std::map<std::string, size_t> lengths = {{"AT", 20}, {"BG", 22}, {"CH", 21}, {"CY", 28}, {"DE", 22}, {"DK", 18},
                                                 {"GB", 22}, {"GR", 27}, {"IE", 22}, {"LT", 20}, {"LU", 20}, {"LV", 21},
                                                 {"NL", 18}, {"PL", 28}, {"RO", 24}, {"SE", 24}, {"TR", 26}};
  std::set<std::string> countries;
  for (const std::string& iban : Texts("iban: {}")) {
    EXPECT_EQ(IbanModulo97(iban), 1) << iban;
    const std::string country = iban.substr(0, 2);
    ASSERT_TRUE(lengths.contains(country)) << iban;
    EXPECT_EQ(iban.size(), lengths.at(country)) << iban;
    countries.insert(country);
  }
  EXPECT_EQ(countries.size(), lengths.size());
  for (const std::string& iban : Texts("iban: { country: DE }"))
    EXPECT_EQ(iban.substr(0, 12), "DE" + iban.substr(2, 2) + "00000000");
}

// The 25 bytes of an address: Base58 digit for digit.
std::string Base58Bytes(const std::string& address) {
  const std::string digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  std::string bytes(25, '\0');
  for (const char c : address) {
    unsigned carry = static_cast<unsigned>(digits.find(c));
    for (size_t i = bytes.size(); i-- > 0; carry >>= 8) {
      carry += 58 * static_cast<unsigned char>(bytes[i]);
      bytes[i] = static_cast<char>(carry & 255);
    }
  }
  return bytes;
}

TEST_F(SemanticValues, BitcoinAddressesHoldTheirChecksums) {
  for (const std::string& address : Texts("bitcoin: {}")) {
    EXPECT_TRUE(re2::RE2::FullMatch(address, "1[1-9A-HJ-NP-Za-km-z]{25,33}")) << address;
    const std::string bytes = Base58Bytes(address);
    const Digest once = Sha256Of(bytes.substr(0, 21));
    const Digest twice = Sha256Of({reinterpret_cast<const char*>(once.data()), once.size()});
    EXPECT_EQ(bytes.substr(21), std::string(twice.begin(), twice.begin() + 4)) << address;
  }
}

TEST_F(SemanticValues, SocialSecurityNumbersHaveNoSerialOfZeros) {
  for (const std::string& ssn : Texts("ssn: {}")) EXPECT_NE(ssn.substr(7), "0000");
}

TEST_F(SemanticValues, SentencesHaveFourToTwelveWords) {
  std::set<long> counts;
  for (const std::string& sentence : Texts("sentence: {}"))
    counts.insert(1 + std::count(sentence.begin(), sentence.end(), ' '));
  EXPECT_EQ(*counts.begin(), 4);
  EXPECT_EQ(*counts.rbegin(), 12);
}

// The catalogue of types with a meaning, and two more.
constexpr const char* kCatalogue =
    "first_name last_name full_name prefix suffix gender birthdate age nationality job_title username password ssn "
    "passport email company_email phone mobile fax url domain slug street building_number secondary_address city state "
    "state_abbr postcode country country_code latitude longitude timezone ipv4 ipv6 mac hostname port user_agent "
    "http_method http_status mime_type file_name file_path os semver cron ticket_id asset_tag priority impact urgency "
    "assignment_group amount currency_code iban bic credit_card cvv card_expiry account_number routing bitcoin company "
    "industry product sku ean13 isbn uuid hash sentence street_address";

TEST(SemanticTypes, AreAllThereOnce) {
  std::multiset<std::string> names;
  for (const ColumnType& type : ColumnTypes()) names.insert(type.name);
  for (const std::string_view name : Split(kCatalogue, " ")) EXPECT_EQ(names.count(std::string(name)), 1u) << name;
}

std::string SpecOfAll() {
  std::string spec = "count: 300\nseed: 42\ncolumns:\n";
  for (const std::string_view name : Split(kCatalogue, " "))
    spec += fmt::format("  - {{ name: {0}, {0}: {{}} }}\n", name);
  return spec;
}

TEST(SemanticTypes, DependOnNothingButSeedColumnAndRecord) {
  SpecRig rig;
  const auto spec = rig.Load(SpecOfAll());
  ASSERT_TRUE(spec) << spec.error().Render();
  const std::string whole = SpecRig::Write(*spec, ".jsonl");
  EXPECT_EQ(SpecRig::Write(*spec, ".jsonl", 1), whole);
  EXPECT_EQ(SpecRig::Write(*spec, ".jsonl", 7), whole);
  DataSpecOptions options;
  options.seed = 43;
  EXPECT_NE(SpecRig::Write(*rig.Load(SpecOfAll(), options), ".jsonl"), whole);
}

// What is written must never change for one seed, on any machine.
TEST(SemanticTypes, AreTheSameEverywhere) {
  SpecRig rig;
  const auto spec = rig.Load(SpecOfAll());
  EXPECT_EQ(Hex(Sha256Of(SpecRig::Write(*spec, ".jsonl"))),
            "aba581c237720b881eafb45693b10e66a7bccc5d04e68d08c7ab009eece2ba73");
}

}  // namespace
}  // namespace harness
