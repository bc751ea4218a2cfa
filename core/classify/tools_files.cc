// SPDX-License-Identifier: Apache-2.0
// Programs that delete, write or read files.
#include <array>

#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

constexpr auto chattr = std::to_array<VerbRow>({{"", "FP003", "-i|-a"}, {"+i|-i|+a|=* *", "FP003"}});
constexpr auto setcap = std::to_array<VerbRow>({{"", {}, "-v"}, {"*", "FP002"}});
constexpr auto trash = std::to_array<VerbRow>({{"*", "FS007"}});

constexpr auto rows = std::to_array<ToolRow>({
    {"rm", {}, "", judge_rm},
    {"rimraf", {}, "", judge_rimraf},
    {"del-cli", {}, "", judge_rimraf},
    {"rmdir", {}, "", judge_unlink},
    {"unlink", {}, "", judge_unlink},
    {"shred", {}, "-n|-s|--iterations|--size|--random-source", judge_shred},
    {"srm", {}, "", judge_shred},
    {"wipe", {}, "", judge_shred},
    {"scrub", {}, "-p|-s", judge_shred},
    {"trash-empty", trash},
    {"find", {}, "", judge_find, {}, "", Style::words},
    {"gfind", {}, "", judge_find, {}, "", Style::words},
    {"bfs", {}, "", judge_find, {}, "", Style::words},
    {"fd", {}, "-e|-t|-d|-E|-x|-X", judge_fd},
    {"fdfind", {}, "-e|-t|-d|-E|-x|-X", judge_fd},
    {"cp", {}, "-t|--target-directory|-S|--suffix", judge_copy},
    {"mv", {}, "-t|--target-directory|-S|--suffix", judge_copy},
    {"install", {}, "-m|--mode|-o|--owner|-g|--group|-t|--target-directory|-S", judge_copy},
    {"ln", {}, "-t|--target-directory|-S|--suffix", judge_link},
    {"link", {}, "", judge_link},
    {"tee", {}, "", judge_tee},
    {"sponge", {}, "", judge_tee},
    {"touch", {}, "-d|-r|-t|--date|--reference", judge_tee},
    {"mkfifo", {}, "-m", judge_tee},
    {"mknod", {}, "-m", judge_tee},
    {"mkdir", {}, "-m|--mode", judge_tee},
    {"dd", {}, "", judge_dd},
    {"dcfldd", {}, "", judge_dd},
    {"truncate", {}, "-s|--size|-r|--reference", judge_in_place},
    {"fallocate", {}, "-o|-l|--offset|--length", judge_in_place},
    {"sed", {}, "-e|-f|--expression|--file|-l", judge_sed},
    {"gsed", {}, "-e|-f|--expression|--file|-l", judge_sed},
    {"ed", {}, "-p", judge_escape_options},
    {"ex", {}, "-c|--cmd", judge_escape_options},
    {"patch", {}, "-i|--input|-o|--output|-d|--directory|-p|-B|-r", judge_output_option},
    {"sort", {}, "-o|--output|-k|-t|-T|-S", judge_output_option},
    {"base64", {}, "-o|-w|-i", judge_output_option},
    {"split", {}, "-b|-n|-l|-a|--filter", judge_escape_options},
    {"csplit", {}, "-f|-b|-n", judge_output_option},
    {"chmod", {}, "--reference", judge_mode},
    {"chown", {}, "--reference|--from", judge_mode},
    {"chgrp", {}, "--reference", judge_mode},
    {"setfacl", {}, "-m|-x|-M|-X|--modify|--remove|--restore", judge_mode},
    {"chattr", chattr},
    {"setcap", setcap},
    {"tar", {}, "-f|--file|-C|--directory|-T|-X|-I|--exclude|--strip-components|--transform", judge_archive},
    {"gtar", {}, "-f|--file|-C|--directory|-T|-X|-I", judge_archive},
    {"bsdtar", {}, "-f|-C|--file|--directory", judge_archive},
    {"unzip", {}, "-d|-x", judge_archive},
    {"zip", {}, "-b|-x|-i|-TT", judge_archive},
    {"cpio", {}, "-D|-F|-H|--directory|--file", judge_archive},
    {"7z", {}, "", judge_archive},
    {"rsync",
     {},
     "-e|--rsh|--exclude|--include|--filter|-f|--files-from|--exclude-from|--include-from|--rsync-path|-T|"
     "--temp-dir|--bwlimit|--log-file|--password-file|--port|-B|--backup-dir|--suffix|--chmod",
     judge_rsync},
    {"vi", {}, "-c|--cmd|-S|-u|-T", judge_escape_options},
    {"vim", {}, "-c|--cmd|-S|-u|-T", judge_escape_options},
    {"nvim", {}, "-c|--cmd|-S|-u|-l", judge_escape_options},
    {"emacs", {}, "--eval|-l|--load|-f|--funcall|--execute", judge_escape_options},
    {"nano", {}, "-s", judge_escape_options},
    {"less", {}, "-o|-k|-P|-p|-t", judge_escape_options},
    {"more", {}, "", judge_escape_options},
    {"man", {}, "-P|--pager|-M|-L|-S|-H|--html", judge_escape_options},
    {"rg", {}, "-e|-f|-g|--glob|-t|-T|--pre|--hostname-bin|-A|-B|-C|-m|-r", judge_escape_options},
});

}  // namespace

std::span<const ToolRow> file_tools() {
  return rows;
}

}  // namespace vg::rules
