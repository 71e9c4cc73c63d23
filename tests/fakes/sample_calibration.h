// The calibration of a judge that passes 45 of 50 good outputs and fails 85 of 100 bad ones.
#pragma once

#include "harness/core/calibration.h"

namespace harness {

inline Calibration SampleCalibration() {
  Calibration calibration;
  calibration.created = "2026-01-31T22:59:59.123Z";
  calibration.version = "0.1.0";
  calibration.run = "20260131-225959-1a2b3c";
  calibration.scorer = "helpful";
  calibration.type = "llm-rubric";
  calibration.config = "c0ffee";
  calibration.pins = {{"openai/judge-1", "prompt", "schema", "judge-1-0601"}};
  calibration.labels = "labels.csv";
  calibration.labels_sha256 = "5e3a";
  calibration.good.passed = 45;
  calibration.good.failed = 5;
  calibration.bad.passed = 15;
  calibration.bad.failed = 85;
  return calibration;
}

}  // namespace harness
