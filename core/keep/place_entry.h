// SPDX-License-Identifier: Apache-2.0
/// Putting one directory entry in place of another so that nobody's file is lost: what is replaced is looked at after
/// it has been taken, by an exchange of the two names, and comes back where it is not what was expected.
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/keep/file_state.h"

namespace vg {

/// Where the entry `name` of `owner` (a run, a snapshot) is on its way: the same name again after a kill -9.
std::string temporary_name(const std::string& owner, const std::string& name);

/// The same file, with the same content as far as its times tell; a rename changes only st_ctim.
bool is_same_entry(const FileState& a, const FileState& b);

/// `temporary` becomes `name`, where `expected` (possibly nothing) is. Out: false where something else is: all is then
/// as before, but for `temporary`, which is gone. Errors: likewise.
Result<bool> put_in_place(int directory, const std::string& temporary, const std::string& name,
                          const FileState& expected);

/// `name`, which `expected` is, goes, with all below. Out: false where something else is: it stays.
Result<bool> take_away(int directory, const std::string& temporary, const std::string& name, const FileState& expected);

/// Removes an entry of a directory, with all below it.
void remove_entry(int directory, const std::string& name);

}  // namespace vg
