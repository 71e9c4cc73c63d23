#include "harness/suite/load_calibration.h"

namespace harness {
namespace {

constexpr uint64_t kMaxRecordFile = 1 << 20;  // bytes

}  // namespace

Result<Calibration> ReadCalibration(const Node& path, const std::string& type, Files& files) {
  if (!FileExists(files, path.AsPath()))
    return path.Fail("there is no {}; harness judge calibrate writes such a record", path.AsPath());
  const auto text = ReadWholeFile(files, path.AsPath(), kMaxRecordFile);
  if (!text) return path.Fail("{}", text.error().Message());
  const auto json = ParseJson(*text);
  if (!json) return path.Fail("{}: {}", path.AsString(), json.error().Message());
  auto calibration = CalibrationFromJson(*json);
  if (!calibration) return path.Fail("{}: {}", path.AsString(), calibration.error().Message());
  if (calibration->type != type)
    return path.Fail("{}: it is the record of a scorer of type '{}', and this is '{}'", path.AsString(),
                     calibration->type, type);
  return calibration;
}

}  // namespace harness
