// SPDX-License-Identifier: Apache-2.0
// Writes the compiled baselines as C++ for seccomp.cc: seccomp_generator OUTPUT.
#include <cstdio>
#include <fstream>

#include "core/run/seccomp_compiler.h"

namespace {

bool write_filter(std::ofstream& out, const char* name, vg::SeccompBaseline baseline, bool deny_namespaces) {
  const auto filter = vg::build_seccomp_filter(baseline, deny_namespaces);
  if (!filter) return false;
  out << "constexpr sock_filter " << name << "[] = {\n";
  for (const sock_filter& step : *filter)
    out << "    {" << step.code << ", " << int{step.jt} << ", " << int{step.jf} << ", " << step.k << "U},\n";
  out << "};\n";
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::ofstream out(argv[1]);
  const bool written = write_filter(out, "standard", vg::SeccompBaseline::standard, false) &&
                       write_filter(out, "standard_without_namespaces", vg::SeccompBaseline::standard, true) &&
                       write_filter(out, "strict_without_namespaces", vg::SeccompBaseline::strict, true);
  out.close();
  if (written && out) return 0;
  std::remove(argv[1]);
  return 1;
}
