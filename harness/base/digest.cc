#include "harness/base/digest.h"

#include <openssl/evp.h>
#include <xxhash.h>

#include <new>

namespace harness {
namespace {

// OpenSSL fails here only for want of memory, or where SHA-256 is forbidden: neither leaves anything to go on with.
void Require(bool ok) {
  if (!ok) throw std::bad_alloc();
}

}  // namespace

struct Sha256::State {
  State() : algorithm(EVP_MD_fetch(nullptr, "SHA256", nullptr)), context(EVP_MD_CTX_new()) {
    Require(algorithm != nullptr && context != nullptr);
    Restart();
  }
  ~State() {
    EVP_MD_CTX_free(context);
    EVP_MD_free(algorithm);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void Restart() { Require(EVP_DigestInit_ex2(context, algorithm, nullptr) == 1); }

  EVP_MD* algorithm;
  EVP_MD_CTX* context;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::Update(std::string_view bytes) {
  Require(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1);
}

Digest Sha256::Finish() {
  Digest digest;
  Require(EVP_DigestFinal_ex(state_->context, digest.data(), nullptr) == 1);
  state_->Restart();
  return digest;
}

Digest Sha256::Of(std::string_view bytes) {
  Update(bytes);
  return Finish();
}

uint64_t Hash64(std::string_view bytes, uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

std::string Hex(std::span<const uint8_t> bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const unsigned char byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

uint64_t First64(const Digest& digest) {
  uint64_t value = 0;
  for (size_t i = 0; i < 8; ++i) value = value << 8 | digest[i];
  return value;
}

Digest Sha256Of(std::string_view bytes) {
  return Sha256().Of(bytes);
}

}  // namespace harness
