// SPDX-License-Identifier: Apache-2.0
/// The parts of libvg.so that can be held against tables: search on PATH, passwd(5), /proc/PID/stat, scripts.
#include <doctest/doctest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "core/base/process_tree.h"
#include "preload/pass_check.h"
#include "preload/path_search.h"
#include "preload/program_identity.h"
#include "preload/runtime_directory.h"

using namespace vg::preload;

namespace {

std::vector<std::string> candidates(const char* path, const std::string& file) {
  const std::string before = ::getenv("PATH");
  if (path != nullptr)
    ::setenv("PATH", path, 1);
  else
    ::unsetenv("PATH");
  std::vector<std::string> out;
  PathSearch search(file.c_str());
  while (const char* candidate = search.next()) out.emplace_back(candidate);
  ::setenv("PATH", before.c_str(), 1);
  return out;
}

std::string home_of(const char* passwd, unsigned uid) {
  char buffer[64];
  TextWriter writer(buffer, sizeof buffer);
  return find_home(passwd, uid, writer) ? buffer : "-";
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("the search on PATH") {
  CHECK(candidates("/a:/b/c", "x") == Names{"/a/x", "/b/c/x"});
  CHECK(candidates("", "x") == Names{"x"});
  CHECK(candidates(":/a", "x") == Names{"x", "/a/x"});
  CHECK(candidates("/a:", "x") == Names{"/a/x", "x"});
  CHECK(candidates("/a::b", "x") == Names{"/a/x", "x", "b/x"});
  CHECK(candidates(nullptr, "x") == Names{"/bin/x", "/usr/bin/x"});
  CHECK(candidates("/a", "").empty());
  CHECK(candidates("/a", std::string(256, 'n')).empty());
  CHECK(candidates("/a", std::string(255, 'n')).size() == 1);
  const std::string longest(5000, 'd');
  CHECK(candidates(("/a:/" + longest + ":/b").c_str(), "x") == Names{"/a/x", "/b/x"});
  const std::string big(600, 'd');
  CHECK(candidates(("/" + big + ":/b").c_str(), "x") == Names{"/" + big + "/x", "/b/x"});
}

TEST_CASE("the home directory in passwd(5)") {
  const char* passwd =
      "root:x:0:0:root:/root:/bin/bash\nshort:x:5:5\nodd:x:7x:7::/odd:/bin/sh\n\nfirst:x:1000:1000::/home/first:/bin/"
      "sh\n"
      "again:x:1000:1000::/home/again:/bin/sh\nempty:x:8:8:::/bin/sh\nrelative:x:9:9::home:/bin/sh\n"
      "big:x:18446744073709551616:1::/big:/bin/sh\nlast:x:12:12::/home/last";
  CHECK(home_of(passwd, 0) == "/root");
  CHECK(home_of(passwd, 1000) == "/home/first");
  CHECK(home_of(passwd, 12) == "/home/last");
  for (const unsigned uid : {5u, 7u, 8u, 9u, 1u, 4000u}) CHECK_MESSAGE(home_of(passwd, uid) == "-", uid);
  CHECK(home_of("", 0) == "-");
  const std::string too_long = "a:x:3:3::/" + std::string(100, 'h') + ":/bin/sh\n";
  CHECK(home_of(too_long.c_str(), 3) == "-");
}

TEST_CASE("the start time in /proc/PID/stat") {
  const std::string numbers = " S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4242 20\n";
  CHECK(start_time_in(("7 (name)" + numbers).c_str()) == 4242);
  CHECK(start_time_in(("7 (a) S 1 (b\n)" + numbers).c_str()) == 4242);
  CHECK(start_time_in("") == 0);
  CHECK(start_time_in("7 (name") == 0);
  CHECK(start_time_in("7 (name) S 1 2") == 0);
  const auto self = vg::own_process_id();
  char text[1024] = {};
  if (std::FILE* file = std::fopen("/proc/self/stat", "r")) {
    CHECK(std::fread(text, 1, sizeof text - 1, file) > 0);
    std::fclose(file);
  }
  CHECK(start_time_in(text) == self.start_time);
}

TEST_CASE("where a script stands in argv") {
  const auto index = [](std::vector<const char*> argv, const char* execfn) {
    StartImage image;
    image.argc = argv.size();
    argv.push_back(nullptr);
    image.argv = argv.data();
    image.execfn = execfn;
    return find_script_index(image);
  };
  CHECK(index({"ls", "-l"}, "/bin/ls") == 0);
  CHECK(index({"/bin/sh", "./x", "a"}, "./x") == 1);
  CHECK(index({"/bin/sh", "-e", "./x", "a"}, "./x") == 2);
  CHECK(index({"./x"}, "./x") == 0);
  CHECK(index({"x", "y"}, nullptr) == 0);
  CHECK(index({"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "./x"}, "./x") == 0);
}

TEST_CASE("text that does not fit is left out whole") {
  char buffer[8];
  TextWriter writer(buffer, sizeof buffer);
  CHECK(writer.add("1234").ok());
  CHECK_FALSE(writer.add("5678").ok());
  CHECK(std::string(buffer) == "1234");
  CHECK_FALSE(writer.add("5").ok());
  char number[21];
  CHECK(TextWriter(number, sizeof number).add_number(~0ULL).ok());
  CHECK(std::string(number) == "18446744073709551615");
  const char* text = "18446744073709551616";
  unsigned long long value = 0;
  CHECK_FALSE(read_number(text, value));
}
