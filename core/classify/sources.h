// SPDX-License-Identifier: Apache-2.0
/// What single starts are in a flow: where text comes from, and what it has been through.
#pragma once

#include "core/classify/flows.h"

namespace vg::rules {

inline constexpr NameList downloaders =
    "curl|wget|wget2|http|https|xh|xhs|curlie|fetch|aria2c|axel|lynx|w3m|elinks|links|GET|lwp-request|ftp|scp|tftp|svn|"
    "rclone";
inline constexpr NameList connections = "nc|ncat|netcat|nc.traditional|nc.openbsd|telnet|socat|ztcp";

bool is_local_download(const Start& start);
bool has_word(const Start& start, std::string_view word);
/// base64 -d and its kin.
bool is_decoder(const Start& start);
void merge(Source& into, const Source& more);
/// Whether a node is one of `node`'s descendants, substitutions excluded.
bool contains(const Node& node, const Node& wanted, int depth = 0);

}  // namespace vg::rules
