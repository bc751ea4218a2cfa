// SPDX-License-Identifier: Apache-2.0
#include "core/base/program_file.h"

#include <elf.h>

#include <cstring>

namespace vg {
namespace {

#if defined(__aarch64__)
constexpr Elf64_Half native_machine = EM_AARCH64;
#else
constexpr Elf64_Half native_machine = EM_X86_64;
#endif
constexpr std::string_view go_mark = "\xff Go buildinf:";  // debug/buildinfo of the Go toolchain
constexpr std::size_t most_names = 512;

/// A value at an offset; zero where the file ends before.
template <typename Value>
Value value_at(std::string_view bytes, std::size_t offset) {
  Value value{};
  if (offset <= bytes.size() && bytes.size() - offset >= sizeof value)
    std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

/// The mark, and behind it the size of a pointer: the mark alone stands also in programs that look for it.
bool is_made_by_go(std::string_view bytes) {
  for (std::size_t at = bytes.find(go_mark); at != std::string_view::npos; at = bytes.find(go_mark, at + 1)) {
    const char size = value_at<char>(bytes, at + go_mark.size());
    if (size == 4 || size == 8) return true;
  }
  return false;
}

std::string text_at(std::string_view bytes, std::size_t offset) {
  if (offset >= bytes.size()) return {};
  const std::string_view rest = bytes.substr(offset, 4096);
  return std::string(rest.substr(0, rest.find('\0')));
}

class Elf64 {
 public:
  explicit Elf64(std::string_view bytes) : bytes_(bytes), header_(value_at<Elf64_Ehdr>(bytes, 0)) {}

  Elf64_Half machine() const { return header_.e_machine; }

  std::string loader() const {
    std::string path;
    each_segment([&](const Elf64_Phdr& segment) {
      if (segment.p_type == PT_INTERP) path = text_at(bytes_, segment.p_offset);
    });
    return path;
  }

  std::vector<std::string> needed() const {
    std::vector<std::size_t> names;
    std::size_t strings = 0;
    each_segment([&](const Elf64_Phdr& segment) {
      if (segment.p_type != PT_DYNAMIC) return;
      for (std::size_t i = 0; i < most_names && i < segment.p_filesz / sizeof(Elf64_Dyn); ++i) {
        const auto entry = value_at<Elf64_Dyn>(bytes_, segment.p_offset + i * sizeof(Elf64_Dyn));
        if (entry.d_tag == DT_NULL) break;
        if (entry.d_tag == DT_NEEDED) names.push_back(entry.d_un.d_val);
        if (entry.d_tag == DT_STRTAB) strings = offset_of(entry.d_un.d_ptr);
      }
    });
    std::vector<std::string> needed;
    for (const std::size_t name : names) needed.push_back(text_at(bytes_, strings + name));
    return needed;
  }

 private:
  template <typename Visit>
  void each_segment(Visit visit) const {
    for (std::size_t i = 0; i < header_.e_phnum && i < most_names; ++i)
      visit(value_at<Elf64_Phdr>(bytes_, header_.e_phoff + i * sizeof(Elf64_Phdr)));
  }

  std::size_t offset_of(Elf64_Addr address) const {
    std::size_t offset = 0;
    each_segment([&](const Elf64_Phdr& segment) {
      if (segment.p_type == PT_LOAD && address >= segment.p_vaddr && address - segment.p_vaddr < segment.p_filesz)
        offset = segment.p_offset + (address - segment.p_vaddr);
    });
    return offset;
  }

  std::string_view bytes_;
  Elf64_Ehdr header_;
};

}  // namespace

ProgramFile parse_program_file(std::string_view bytes) {
  ProgramFile file;
  if (bytes.starts_with("#!")) {
    file.kind = ProgramKind::script;
    std::string_view line = bytes.substr(2, bytes.find('\n') == std::string_view::npos ? 256 : bytes.find('\n') - 2);
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
    file.loader = line;
    return file;
  }
  if (!bytes.starts_with("\177ELF") || bytes.size() < EI_NIDENT) return file;
  file.bits = bytes[EI_CLASS] == ELFCLASS32 ? 32 : bytes[EI_CLASS] == ELFCLASS64 ? 64 : 0;
  file.is_go = is_made_by_go(bytes);
  file.names_preload = bytes.find("LD_PRELOAD") != std::string_view::npos;
  file.kind = ProgramKind::dynamic_image;
  if (file.bits != 64) return file;
  const Elf64 elf(bytes);
  file.is_native = elf.machine() == native_machine;
  file.loader = elf.loader();
  file.needed = elf.needed();
  if (file.loader.empty()) file.kind = ProgramKind::static_image;
  return file;
}

}  // namespace vg
