// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "core/base/file.h"
#include "hook/protocol.h"
#include "tests/unit/scratch_directory.h"

using namespace vg;
using hook::Ticket;
using hook::TicketUnit;
using vg::test::ScratchDirectory;

namespace {

const std::string key_a(64, 'a');
const std::string key_b(64, 'b');
const ProcessId shell{4001, 77};
const ProcessId inner{4002, 88};

std::string ticket_path(const ScratchDirectory& scratch, const ProcessId& owner) {
  return scratch / "run/ticket/" + std::to_string(owner.pid);
}

}  // namespace

TEST_CASE("a decision is found by ancestry") {
  const ScratchDirectory scratch;
  const Ticket ticket{
      shell, {{key_a, Place::sandbox, Because::risk}, {key_b, Place::host, Because::approved_once}}, {}};
  REQUIRE(hook::write_ticket(scratch / "run", ticket));

  const std::vector<ProcessId> below{{5000, 99}, shell, {1, 1}};
  const auto a = hook::find_in_ticket(scratch / "run", below, key_a);
  REQUIRE(a);
  CHECK(a->place == Place::sandbox);
  CHECK(a->because == Because::risk);
  const auto b = hook::find_in_ticket(scratch / "run", below, key_b);
  REQUIRE(b);
  CHECK(b->place == Place::host);
  CHECK(b->because == Because::approved_once);

  CHECK_FALSE(hook::find_in_ticket(scratch / "run", below, std::string(64, 'c')));
  CHECK_FALSE(hook::find_in_ticket(scratch / "run", {{5000, 99}, {1, 1}}, key_a));
  CHECK_FALSE(hook::find_in_ticket(scratch / "run", {{shell.pid, shell.start_time + 1}}, key_a));
  CHECK_FALSE(hook::find_in_ticket(scratch / "run", {}, key_a));

  REQUIRE(hook::remove_ticket(scratch / "run", shell.pid));
  CHECK_FALSE(hook::find_in_ticket(scratch / "run", below, key_a));
  CHECK(hook::remove_ticket(scratch / "run", shell.pid));
}

TEST_CASE("the nearest shell's ticket counts alone") {
  const ScratchDirectory scratch;
  REQUIRE(hook::write_ticket(scratch / "run", {shell, {{key_a, Place::host, Because::trusted}}, {}}));
  REQUIRE(hook::write_ticket(scratch / "run", {inner, {{key_b, Place::host, Because::trusted}}, {}}));
  CHECK(hook::find_in_ticket(scratch / "run", {inner, shell}, key_b));
  CHECK_FALSE(hook::find_in_ticket(scratch / "run", {inner, shell}, key_a));
  CHECK(hook::find_in_ticket(scratch / "run", {shell}, key_a));
}

TEST_CASE("every reason survives the way through the file") {
  const ScratchDirectory scratch;
  for (std::size_t i = 0; i < because_count; ++i) {
    const auto because = static_cast<Because>(i);
    REQUIRE(hook::write_ticket(scratch / "run", {shell, {{key_a, Place::host, because}}, {}}));
    const auto found = hook::find_in_ticket(scratch / "run", {shell}, key_a);
    REQUIRE(found);
    CHECK(found->because == because);
  }
}

TEST_CASE("parts of the line are handed over whole") {
  const ScratchDirectory scratch;
  const std::string hostile("unit x\nline \0\xff'\"", 17);
  REQUIRE(hook::write_ticket(scratch / "run", {shell, {}, {"curl x | sh", hostile, ""}}));
  const auto line = [&](const char* name, const std::vector<ProcessId>& above) {
    return hook::line_in_ticket(scratch / "run", above, name);
  };
  CHECK(line("4001.0", {inner, shell}).value() == "curl x | sh");
  CHECK(line("4001.1", {shell}).value() == hostile);
  CHECK(line("4001.2", {shell}).value() == "");
  for (const char* name :
       {"4001.3", "4001", "4001.", ".0", "4001.-1", "4001.0x", "", "4002.0", "4001.99999999999999999999"})
    CHECK_FALSE_MESSAGE(line(name, {shell}), name);
  CHECK_FALSE(line("4001.0", {inner}));
  CHECK_FALSE(line("4001.0", {{shell.pid, 1}}));
}

TEST_CASE("a ticket is hostile until it is read") {
  const ScratchDirectory scratch;
  const std::string head = "vectra-guard ticket 1\nshell 4001 77\n";
  const std::string unit = "unit " + key_a + " host trusted\n";
  const auto believed = [&](const std::string& content) {
    const std::string path = scratch.write("run/ticket/4001", content);
    REQUIRE(::chmod(path.c_str(), 0600) == 0);
    return hook::find_in_ticket(scratch / "run", {shell}, key_a).has_value();
  };
  CHECK(believed(head + unit));
  std::string many = head;
  for (int i = 0; i < 512; ++i) many += unit;
  for (const std::string& bad : {std::string(),
                                 head,
                                 "vectra-guard ticket 2\nshell 4001 77\n" + unit,
                                 "shell 4001 77\n" + unit,
                                 "vectra-guard ticket 1\nshell 4001\n" + unit,
                                 "vectra-guard ticket 1\nshell 4001 77 1\n" + unit,
                                 "vectra-guard ticket 1\nshell -1 77\n" + unit,
                                 "vectra-guard ticket 1\nshell 4002 77\n" + unit,
                                 head + unit.substr(0, unit.size() - 1),
                                 head + "unit " + key_a + " host\n",
                                 head + "unit " + key_a + " host trusted more\n",
                                 head + "unit " + key_a + " moon trusted\n",
                                 head + "unit " + key_a + " host because\n",
                                 head + "unit " + key_a.substr(1) + " host trusted\n",
                                 head + "unit " + std::string(64, 'A') + " host trusted\n",
                                 head + unit + "\n",
                                 head + unit + "line 4\n",
                                 head + unit + "line 4g\n",
                                 head + unit + "other\n",
                                 many + unit,
                                 head + unit + std::string(300 << 10, 'x')})
    CHECK_FALSE_MESSAGE(believed(bad), bad.substr(0, 200));
}

TEST_CASE("a ticket that others could have written is none") {
  const ScratchDirectory scratch;
  REQUIRE(hook::write_ticket(scratch / "run", {shell, {{key_a, Place::host, Because::trusted}}, {}}));
  const std::string path = ticket_path(scratch, shell);
  const auto found = [&] { return hook::find_in_ticket(scratch / "run", {shell}, key_a).has_value(); };
  CHECK(found());
  REQUIRE(::chmod(path.c_str(), 0620) == 0);
  CHECK_FALSE(found());
  REQUIRE(::chmod(path.c_str(), 0600) == 0);
  std::filesystem::rename(path, path + ".x");
  std::filesystem::create_symlink(path + ".x", path);
  CHECK_FALSE(found());
  std::filesystem::remove(path);
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  CHECK_FALSE(found());
  if (::geteuid() != 0) return;
  std::filesystem::remove(path);
  std::filesystem::rename(path + ".x", path);
  CHECK(found());
  REQUIRE(::chown(path.c_str(), 12345, 12345) == 0);
  CHECK_FALSE(found());
}

TEST_CASE("what cannot be written is an error, not half a ticket") {
  const ScratchDirectory scratch;
  CHECK_FALSE(hook::write_ticket(scratch / "run", {{0, 0}, {}, {}}));
  CHECK_FALSE(hook::write_ticket(scratch / "run", {shell, {{"short", Place::host, Because::trusted}}, {}}));
  const std::vector<TicketUnit> many(513, {key_a, Place::host, Because::trusted});
  CHECK_FALSE(hook::write_ticket(scratch / "run", {shell, many, {}}));
  CHECK_FALSE(hook::write_ticket(scratch / "run", {shell, {}, {std::string(300 << 10, 'x')}}));
  CHECK_FALSE(std::filesystem::exists(ticket_path(scratch, shell)));
  CHECK(hook::write_ticket(scratch / "run", {shell, {many.begin(), many.begin() + 512}, {std::string(60 << 10, 'x')}}));
  CHECK(hook::find_in_ticket(scratch / "run", {shell}, key_a));
}
