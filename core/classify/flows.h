// SPDX-License-Identifier: Apache-2.0
/// What flows where in a line: from downloads, decoders and secrets into interpreters and senders.
#pragma once

#include "core/classify/judge.h"

namespace vg::rules {

/// What a part of the line prints or holds.
struct Source {
  bool download = false;  ///< from the network
  bool vendor = false;    ///< all of it from well-known installers
  bool decoded = false;
  bool secret = false;
  bool environment = false;  ///< env, printenv
  bool file = false;         ///< from a file of the caller's
  bool history = false;
  bool connection = false;  ///< a raw connection: nc, telnet
};

/// What `start` puts out, by itself.
Source source_of(Judge& judge, const Start& start);

/// Code that a substitution yields, run by `start`: $(curl …), <(curl …). Out: whether something was said about it.
bool judge_substituted_code(Judge& judge, const Start& start, const Arg& arg);

/// Everything in a substitution, judged by what was collected from it.
Source source_of_node(Judge& judge, const Node& node);
/// `start` runs what `source` yields. In: `runs_file`: that it comes from a file is worth a finding.
void judge_sources(Judge& judge, const Start& start, const Source& source, bool runs_file);

/// eval, sh -c and their kin whose text the parser could compute: that it was decoded still counts, also where it went
/// through a variable. In, out: `decoded`: the variables that hold decoded text.
void judge_decoded_words(Judge& judge, const Node& node, int depth, std::size_t& looked_at,
                         std::vector<std::string_view>& decoded);

/// What is written into a start-up or account file decides how bad that is.
void judge_written_text(Judge& judge, const Start& start, const Source& source, std::string_view text,
                        std::uint32_t kinds);

/// The one program whose output a substitution is; nullptr where there are several or none.
const Start* printer_of(Judge& judge, const Arg& arg);

/// `program` is run: was it downloaded earlier in the line?
void judge_downloaded_program(Judge& judge, const Start& start, const Arg& program);
/// Source code of the line that a compiler is given.
void judge_built_code(Judge& judge, const Start& start);
/// The program of `start` itself, likewise, and programs of a package installed just before.
void judge_installed_program(Judge& judge, const Start& start);

/// Secrets in substitutions among the words of a program that talks to other hosts.
void judge_leaking_words(Judge& judge, const Start& start);

/// git add of a secret, then a push: the remote has it from then on.
void judge_pushed_secrets(Judge& judge);

/// while true; do X & done: nothing bounds how many are started.
void judge_loops(Judge& judge, const Node& node, int depth, std::size_t& looked_at);

/// while read x; do … done < LIST, for x in $(LIST): what the body does with the values.
void judge_loop_input(Judge& judge, const Node& node, std::size_t& looked_at);
/// `: > FILE`, `> FILE`: only the redirection does something.
bool prints_nothing(const Start& start);
/// What `start` fetches and keeps or hands on, as named in its URL; empty where it fetches nothing from elsewhere.
std::string_view downloaded_path(Judge& judge, const Start& start);
/// An archive fetched and unpacked, of which something is run.
void judge_unpacked(Judge& judge);
/// The recipes of a makefile given as text.
void judge_makefile_text(Judge& judge, const Start& start, std::string_view text);
/// Whether the line itself has downloaded the file of that name.
bool holds_download(const Judge& judge, std::string_view file);
/// A file the line has filled with secrets is sent elsewhere.
void judge_secret_copies(Judge& judge);

/// An option of a program nobody knows carries a statement that changes a database.
void judge_unknown_statement(Judge& judge, const Start& start);

/// A database client reads its statements from what another program prints.
void judge_client_input(Judge& judge, const Start& start, std::string_view text);

/// Whether `start` runs what comes in on its standard input.
bool runs_input(const Start& start);

/// ps -e | awk '{print $1}': whether every process of somebody is still in what flows on.
bool keeps_processes(const Start& start, bool before);

/// What find and its kin list is deleted by `start`; nullptr where nothing says who lists.
void judge_fed_deletion(Judge& judge, const Start& start, const Start* lister);
/// The words of the xargs or parallel that feeds `start`, its payload included; empty where they are not in the line.
Args feeder_words(const Judge& judge, const Start& start);
/// What its xargs or parallel reads from and writes to.
std::span<const Redirection> feeder_redirections(const Judge& judge, const Start& start);
/// The payload of xargs or parallel, judged with each value of a list. Out: false where it could not be put together.
bool judge_fed_values(Judge& judge, const Start& start, std::string_view list);
/// Whether xargs or parallel takes its list from a file.
bool has_list_file(const Judge& judge, const Start& start);

}  // namespace vg::rules
