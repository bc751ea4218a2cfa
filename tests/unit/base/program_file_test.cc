// SPDX-License-Identifier: Apache-2.0
#include "core/base/program_file.h"

#include <doctest/doctest.h>
#include <elf.h>

#include <cstring>

using namespace vg;

namespace {

void put(std::string& bytes, std::size_t offset, const void* value, std::size_t size) {
  if (bytes.size() < offset + size) bytes.resize(offset + size);
  std::memcpy(bytes.data() + offset, value, size);
}

/// A program with one segment, a loader and two libraries.
std::string dynamic_program(Elf64_Half machine) {
  std::string bytes;
  Elf64_Ehdr header{};
  std::memcpy(header.e_ident, "\177ELF", 4);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_machine = machine;
  header.e_phoff = sizeof header;
  header.e_phnum = 3;
  const Elf64_Phdr segments[] = {{PT_LOAD, 5, 0, 0x400000, 0, 0x1000, 0x1000, 0},
                                 {PT_INTERP, 4, 0x300, 0x400300, 0, 16, 16, 1},
                                 {PT_DYNAMIC, 6, 0x400, 0x400400, 0, 4 * sizeof(Elf64_Dyn), 0, 8}};
  const Elf64_Dyn entries[] = {{DT_NEEDED, {1}}, {DT_NEEDED, {12}}, {DT_STRTAB, {0x400600}}, {DT_NULL, {0}}};
  put(bytes, 0, &header, sizeof header);
  put(bytes, header.e_phoff, segments, sizeof segments);
  put(bytes, 0x300, "/lib/ld-musl.so", 16);
  put(bytes, 0x400, entries, sizeof entries);
  put(bytes, 0x600, "\0libasan.so\0libc.so", 20);
  return bytes;
}

#if defined(__aarch64__)
constexpr Elf64_Half native = EM_AARCH64;
#else
constexpr Elf64_Half native = EM_X86_64;
#endif

}  // namespace

TEST_CASE("a dynamic program") {
  const ProgramFile file = parse_program_file(dynamic_program(native));
  CHECK(file.kind == ProgramKind::dynamic_image);
  CHECK(file.bits == 64);
  CHECK(file.is_native);
  CHECK(file.loader == "/lib/ld-musl.so");
  CHECK(file.needed == std::vector<std::string>{"libasan.so", "libc.so"});
  CHECK_FALSE(file.is_go);
  CHECK_FALSE(parse_program_file(dynamic_program(EM_386)).is_native);
}

TEST_CASE("marks in a program") {
  const std::string bytes = dynamic_program(native);
  CHECK(parse_program_file(bytes + "x\xff Go buildinf:\x08\x02").is_go);
  CHECK_FALSE(parse_program_file(bytes + "\xff Go buildinf:" + std::string(2, '\0')).is_go);
  CHECK(parse_program_file(bytes + "getenv LD_PRELOAD").names_preload);
}

TEST_CASE("what is no dynamic program") {
  std::string without_loader = dynamic_program(native);
  const Elf64_Word none = PT_NULL;
  put(without_loader, sizeof(Elf64_Ehdr) + sizeof(Elf64_Phdr), &none, sizeof none);
  CHECK(parse_program_file(without_loader).kind == ProgramKind::static_image);
  std::string small = dynamic_program(native);
  small[EI_CLASS] = ELFCLASS32;
  CHECK(parse_program_file(small).bits == 32);
  const ProgramFile script = parse_program_file("#! /usr/bin/env  node\nrest");
  CHECK(script.kind == ProgramKind::script);
  CHECK(script.loader == "/usr/bin/env  node");
  for (const std::string& bytes : {std::string(), std::string("text"), std::string("\177EL"), std::string("\177ELF")})
    CHECK(parse_program_file(bytes).kind == ProgramKind::unknown);
}

TEST_CASE("a program cut off anywhere is read without harm") {
  const std::string bytes = dynamic_program(native);
  for (std::size_t size = 0; size < bytes.size(); ++size) parse_program_file(std::string_view(bytes).substr(0, size));
  // Numbers that lead nowhere.
  for (std::size_t at = 4; at < 0x440; at += 4) {
    std::string broken = bytes;
    std::memset(broken.data() + at, 0xff, 4);
    parse_program_file(broken);
  }
}
