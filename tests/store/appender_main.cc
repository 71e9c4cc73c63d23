// A process that writes to a store: appender STORE RUN TARGET BATCHES SIZE. Says "N\n" when batch N is committed.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "harness/store/sqlite_store.h"
#include "tests/store/store_check.h"

int main(int count, char** arguments) {
  using namespace harness;
  if (count != 6) return 2;
  const auto files = MakeFiles();
  const auto store = OpenStore(arguments[1], *files);
  if (!store) return std::fprintf(stderr, "%s\n", store.error().Message().c_str()), 1;
  const int64_t run = std::atoll(arguments[2]);
  const auto target = static_cast<uint16_t>(std::atoi(arguments[3]));
  const auto batches = static_cast<uint32_t>(std::atoi(arguments[4]));
  const auto size = static_cast<uint32_t>(std::atoi(arguments[5]));
  for (uint32_t batch = 0; batch < batches; ++batch) {
    const auto done = (*store)->Append(run, BatchOf(batch, size, target, 2000));
    if (!done) return std::fprintf(stderr, "%s\n", done.error().Message().c_str()), 1;
    const std::string line = std::to_string(batch) + "\n";
    if (write(STDOUT_FILENO, line.data(), line.size()) < 0) return 1;
  }
  return 0;
}
