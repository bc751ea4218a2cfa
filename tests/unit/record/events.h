// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "core/record/event.h"

namespace vg::test {

inline constexpr std::int64_t test_time = 1'784'980'800;  ///< 2026-07-25T12:00:00Z

/// `npm install express`, contained, ended well after 1.2 s.
inline Event contained_event() {
  Event event;
  event.time = test_time;
  event.command = "npm install express";
  event.working_directory = "/home/ann/app";
  event.workspace = "/home/ann/app";
  event.agent = "claude";
  event.pid = 4711;
  event.decision.verdict = Verdict::run;
  event.decision.place = Place::sandbox;
  event.decision.because = Because::risk_and_install;
  event.decision.risk = Risk::medium;
  event.decision.rule = "PKG001";
  event.decision.why = "downloads and runs code";
  event.rules = {"PKG001"};
  event.runtime = "process";
  event.outcome.ending = Ending::exited;
  event.outcome.duration = std::chrono::milliseconds(1200);
  return event;
}

/// Plain low-risk host.
inline Event plain_event() {
  Event event = contained_event();
  event.command = "ls";
  event.decision = {};
  event.decision.verdict = Verdict::run;
  event.decision.place = Place::host;
  event.decision.because = Because::low_risk;
  event.decision.risk = Risk::low;
  event.rules.clear();
  event.runtime = "host";
  event.outcome.duration = std::chrono::milliseconds(800);
  return event;
}

inline Event refused_event() {
  Event event = contained_event();
  event.command = "rm -rf /";
  event.decision.verdict = Verdict::refuse;
  event.decision.because = Because::critical;
  event.decision.risk = Risk::critical;
  event.decision.code = "abcd2345";
  event.runtime = "";
  event.outcome = {};
  event.outcome.ending = Ending::refused;
  return event;
}

}  // namespace vg::test
