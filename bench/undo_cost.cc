// SPDX-License-Identifier: Apache-2.0
/// Milliseconds that a snapshot or an application of a run's layer takes.
///   undo_cost take STORE WORKSPACE
///   undo_cost apply LAYERS RUN
#include <chrono>
#include <cstdio>
#include <cstring>

#include "core/keep/apply.h"
#include "core/undo/store.h"

using namespace vg;

namespace {

int take(const char* store, const char* workspace) {
  SnapshotWish wish;
  wish.roots = {workspace};
  wish.may_link_objects = true;
  const auto name = SnapshotStore(store).take(wish);
  if (!name) std::fprintf(stderr, "%s\n", name.error().message().c_str());
  return name ? 0 : 1;
}

int apply(const char* layers, const char* name) {
  const auto run = KeptRuns(layers).read(name);
  if (!run) return std::fprintf(stderr, "%s\n", run.error().message().c_str()), 1;
  auto application = LayerApplication::begin(*run);
  const auto changes = layer_changes(run->directory);
  if (!application || !changes) return 1;
  for (const Applied& one : application->apply(*changes, {}))
    if (one.end != ApplyEnd::applied) return std::fprintf(stderr, "%s: %s\n", one.path.c_str(), one.why.c_str()), 1;
  if (application->finish()) KeptRuns(layers).remove(*run);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const auto begin = std::chrono::steady_clock::now();
  const int status = std::strcmp(argv[1], "take") == 0 ? take(argv[2], argv[3]) : apply(argv[2], argv[3]);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  std::printf("%.1f\n", took.count());
  return status;
}
