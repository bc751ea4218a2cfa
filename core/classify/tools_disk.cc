// SPDX-License-Identifier: Apache-2.0
// Disks, partitions, volumes, mounts.
#include <array>

#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

constexpr auto mkfs = std::to_array<VerbRow>({{"*", {}, "-n|-V"}});
constexpr auto wipefs = std::to_array<VerbRow>({{"", "DK003", "-a|--all|-o|--offset", "-n|--no-act"}});
constexpr auto always_erases = std::to_array<VerbRow>({{"*", "DK003"}});
constexpr auto sgdisk = std::to_array<VerbRow>({
    {"", "DK003", "-Z|--zap-all|-o|--clear|-z|--zap|-d|--delete|-g"},
    {"", "DK005", "-n|--new|-t|--typecode|-R|--replicate|-l|--load-backup"},
});
constexpr auto sfdisk = std::to_array<VerbRow>({
    {"", {}, "-d|--dump|-l|--list|-J|--json|-s|-V|--verify|-F|-T|-g|--backup"},
    {"*", "DK003"},
});
constexpr auto parted = std::to_array<VerbRow>({
    {"... mklabel|mktable|mkpart|mkpartfs|rm|resizepart|mkfs", "DK003"},
    {"... print|unit"},
    {"*", "DK005", "", "-l|--list"},
});
constexpr auto fdisk = std::to_array<VerbRow>({{"*", "DK005", "", "-l|--list|-s|-x"}});
constexpr auto hdparm = std::to_array<VerbRow>({
    {"", "DK003",
     "--security-erase|--security-erase-enhanced|--trim-sector-ranges|--make-bad-sector|--write-sector|--dco-restore",
     ""},
    {"", "DK005", "-Y|-y|--security-set-pass|-B|-S"},
});
constexpr auto nvme = std::to_array<VerbRow>({
    {"format|sanitize|delete-ns|write|write-zeroes|dsm|reset", "DK003"},
    {"create-ns|attach-ns|detach-ns|fw-download|fw-commit|set-feature", "DK005"},
});
constexpr auto badblocks = std::to_array<VerbRow>({{"", "DK003", "-w"}});
constexpr auto cryptsetup = std::to_array<VerbRow>({
    {"luksFormat|erase|luksErase|reencrypt|luksKillSlot|luksRemoveKey", "DK003"},
    {"open|luksOpen|close|luksClose|resize|luksAddKey|create|remove", "DK005"},
});
constexpr auto lvm_remove = std::to_array<VerbRow>({{"*", "DK003"}});
constexpr auto lvm_change = std::to_array<VerbRow>({{"*", "DK005"}});
constexpr auto swap = std::to_array<VerbRow>({{"*", "DK005"}, {"", "DK005", "-a|--all"}});
constexpr auto zpool = std::to_array<VerbRow>({
    {"destroy|labelclear|detach|remove|offline", "DK003"},
    {"create|add|attach|import|export|replace|upgrade|set", "DK005"},
});
constexpr auto zfs = std::to_array<VerbRow>(
    {{"destroy|rollback", "DK003"}, {"create|set|mount|unmount|rename|promote|receive|recv", "DK005"}});
constexpr auto btrfs = std::to_array<VerbRow>({
    {"subvolume|sub delete", "DK005"},
    {"device|dev delete|remove|add", "DK005"},
    {"balance|filesystem start|resize|defragment", "DK005"},
});
constexpr auto mdadm = std::to_array<VerbRow>({
    {"", "DK003", "--zero-superblock|--create|-C"},
    {"", "DK005", "--stop|-S|--fail|--remove|--add|--assemble|-A|--grow"},
});
constexpr auto blockdev =
    std::to_array<VerbRow>({{"", "DK005", "--setro|--setrw|--setra|--flushbufs|--rereadpt|--setbsz|--setfra", ""}});
constexpr auto debugfs = std::to_array<VerbRow>({{"", "DK005", "-w"}});
constexpr auto diskutil = std::to_array<VerbRow>({
    {"eraseDisk|eraseVolume|zeroDisk|randomDisk|secureErase|partitionDisk|reformat|eraseall", "DK003"},
    {"apfs deleteContainer|deleteVolume|eraseVolume", "DK003"},
    {"unmount|unmountDisk|mount|eject", "DK005"},
});
constexpr auto ddrescue = std::to_array<VerbRow>({{"* /dev/*", "DK003"}, {"* *", "DK006"}});
constexpr auto bcachefs =
    std::to_array<VerbRow>({{"format|device", "DK003"}, {"set-option|fsck|resize|subvolume", "DK005"}});
constexpr auto nwipe = std::to_array<VerbRow>({{"", "DK003"}});
constexpr auto image_writer = std::to_array<VerbRow>(
    {{"... /dev/sd*|/dev/nvme*|/dev/hd*|/dev/vd*|/dev/mmcblk*|/dev/mapper/*|/dev/disk/*", "DK003"}});
constexpr auto clone_restore = std::to_array<VerbRow>({{"", "DK003", "-o|-O|--output|--overwrite|-r|--restore"}});
constexpr auto vdo = std::to_array<VerbRow>({{"remove", "DK003"}, {"create|start|stop", "DK005"}});
constexpr auto raid = std::to_array<VerbRow>({{"... del|delete|delete_all|deleteall|init|clear", "DK003"}});

constexpr auto rows = std::to_array<ToolRow>({
    {"mkfs", mkfs, "-t|--type|-L|-b|-N|-U|-O|-E", judge_device_argument, {}, "-V"},
    {"mkfs.ext2", mkfs, "-L|-b|-N", judge_device_argument, {}, "-V"},
    {"mkfs.ext3", mkfs, "-L|-b|-N", judge_device_argument, {}, "-V"},
    {"mkfs.ext4", mkfs, "-L|-b|-N", judge_device_argument, {}, "-V"},
    {"mkfs.xfs", mkfs, "-L|-b|-d", judge_device_argument, {}, "-V"},
    {"mkfs.btrfs", mkfs, "-L|-d|-m", judge_device_argument, {}, "-V"},
    {"mkfs.vfat", mkfs, "-n|-F|-S", judge_device_argument},
    {"mkfs.fat", mkfs, "-n|-F|-S", judge_device_argument},
    {"mkfs.ntfs", mkfs, "-L", judge_device_argument},
    {"mkfs.exfat", mkfs, "-n|-L", judge_device_argument},
    {"mkfs.f2fs", mkfs, "-l", judge_device_argument},
    {"mkfs.minix", mkfs, "", judge_device_argument},
    {"mke2fs", mkfs, "-L|-b|-N|-t|-T", judge_device_argument, {}, "-V"},
    {"mkswap", mkfs, "-L|-U|-p", judge_device_argument},
    {"mkntfs", mkfs, "-L", judge_device_argument},
    {"newfs", mkfs, "", judge_device_argument},
    {"wipefs", wipefs},
    {"blkdiscard", always_erases},
    {"sgdisk", sgdisk},
    {"sfdisk", sfdisk},
    {"parted", parted, "-a", nullptr, {}, "-l"},
    {"gparted", parted},
    {"fdisk", fdisk, "-b|-C|-H"},
    {"gdisk", fdisk},
    {"cfdisk", fdisk},
    {"cgdisk", fdisk},
    {"hdparm", hdparm, "", nullptr, {}, "-I|-i"},
    {"nvme", nvme},
    {"badblocks", badblocks},
    {"cryptsetup", cryptsetup, "-c|-s|-h|-d|--key-file|--type"},
    {"pvremove", lvm_remove},
    {"vgremove", lvm_remove},
    {"lvremove", lvm_remove},
    {"pvcreate", lvm_change},
    {"vgcreate", lvm_change},
    {"lvcreate", lvm_change},
    {"vgreduce", lvm_remove},
    {"lvreduce", lvm_remove},
    {"lvresize", lvm_change},
    {"vgextend", lvm_change},
    {"lvextend", lvm_change},
    {"resize2fs", lvm_change},
    {"tune2fs", lvm_change, "", nullptr, {}, "-l"},
    {"e2fsck", lvm_change, "", nullptr, {}, "-n"},
    {"fsck", lvm_change, "-t", nullptr, {}, "-n|-N"},
    {"fsck.ext4", lvm_change, "", nullptr, {}, "-n"},
    {"xfs_repair", lvm_change, "", nullptr, {}, "-n"},
    {"zpool", zpool, "-o", nullptr, {}, "-n"},
    {"zfs", zfs, "-o|-t", nullptr, {}, "-n"},
    {"btrfs", btrfs},
    {"mdadm", mdadm, "", nullptr, {}, "--detail|--examine|-D|-E|-Q"},
    {"blockdev", blockdev},
    {"debugfs", debugfs},
    {"diskutil", diskutil},
    {"ddrescue", ddrescue},
    {"mount", {}, "-t|-o|-O|-L|-U", judge_mount, {}, "-l|-V|-f|--fake"},
    {"umount", {}, "-t|-O", judge_mount, {}, "--fake"},
    {"xfs_growfs", lvm_change, "", nullptr, {}, "-n"},
    {"bcachefs", bcachefs},
    {"nwipe", nwipe, "", nullptr, {}, "-h|-V"},
    {"qemu-img", image_writer, "-f|-O|-o"},
    {"partclone.restore", clone_restore, "-s"},
    {"partclone.dd", clone_restore, "-s"},
    {"ntfsclone", clone_restore, "-s", nullptr, {}, "-i|--info"},
    {"fsarchiver", clone_restore},
    {"partimage", clone_restore},
    {"sg_format", nwipe},
    {"sg_sanitize", nwipe},
    {"vdo", vdo},
    {"megacli", raid},
    {"storcli", raid},
    {"storcli64", raid},
    {"mkfs.zfs", mkfs, "", judge_device_argument},
    {"mkfs.jfs", mkfs, "", judge_device_argument},
    {"mkfs.reiserfs", mkfs, "", judge_device_argument},
    {"mkfs.bfs", mkfs, "", judge_device_argument},
    {"mkfs.cramfs", mkfs, "", judge_device_argument},
    {"mkfs.msdos", mkfs, "-n|-F", judge_device_argument},
    {"mkfs.udf", mkfs, "-l|-b", judge_device_argument},
    {"mkdosfs", mkfs, "-n|-F", judge_device_argument},
    {"mkexfatfs", mkfs, "-n", judge_device_argument},
    {"mkreiserfs", mkfs, "", judge_device_argument},
    {"swapoff", swap},
    {"swapon", swap, "-p", nullptr, {}, "-s|--show|--summary"},
    {"losetup", {}, "-o|-f", judge_mount, {}, "-a|-l|--list|--all|-j"},
    {"kpartx", lvm_change, "", nullptr, {}, "-l"},
    {"partprobe", lvm_change, "", nullptr, {}, "-s|-d"},
});

}  // namespace

const ToolTable& disk_tools() {
  return Packed<rows>::table;
}

}  // namespace vg::rules
