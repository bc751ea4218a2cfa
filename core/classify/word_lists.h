// SPDX-License-Identifier: Apache-2.0
/// Words by what they say, for programs no table knows. Each look-up is a binary search.
#pragma once

#include <string_view>

namespace vg::rules {

/// Takes words as text or as names of its own: echo, ls, figlet.
bool is_local_program(std::string_view name);
/// Its words are names the project gave: make, just, nx.
bool is_task_runner(std::string_view name);
/// A program whose name, in the middle of another's words, begins a command: rm, git, sudo.
bool is_carried_program(std::string_view name);
/// delete, destroy, purge.
bool is_destroying_verb(std::string_view word);
/// remove, reset, prune: less certain.
bool is_removing_verb(std::string_view word);
/// What services keep: cluster, database, bucket.
bool is_service_noun(std::string_view word);

/// Options that answer the question a client would ask, or widen what it does.
inline constexpr std::string_view forcing_options =
    "--force|-f|--yes|-y|--all|--recursive|-r|--cascade|--purge|--auto-approve|--no-confirm|--confirm|--assume-yes|"
    "--skip-confirmation|--skip-confirm|--hard|--non-interactive|--noinput|--no-input|--no-prompt|--quiet|-q|"
    "--approve|-auto-approve|--autoapprove|--delete-volumes|--really|--yes-i-really-mean-it|--i-am-sure|-Y|--Force";

}  // namespace vg::rules
