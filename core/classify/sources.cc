// SPDX-License-Identifier: Apache-2.0
// What it means that an interpreter runs what comes from somewhere.
#include "core/classify/flows.h"

namespace vg::rules {

void judge_sources(Judge& judge, const Start& start, const Source& source, bool runs_file) {
  if (source.download && source.vendor && !source.decoded)
    judge.add("PS004", start);
  else if (source.download)
    judge.add("PS001", start);
  else if (source.connection)
    judge.add("RS002", start);
  else if (source.decoded)
    judge.add("OB001", start);
  else if (source.history)
    judge.add("PS003", start, {Risk::high, {}});
  else if (runs_file)
    judge.add("PS003", start);
}

}  // namespace vg::rules
