// SPDX-License-Identifier: Apache-2.0
/// A ticket is text, so that a person can read it:
///   vectra-guard ticket 1
///   shell PID START_TIME
///   unit KEY PLACE BECAUSE
///   line HEXADECIMAL
/// Anything that is not exactly this, in a file of the user that nobody else can write, is no ticket.
#include <algorithm>
#include <cerrno>
#include <charconv>

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/decide/reasons.h"
#include "hook/protocol.h"
#include "hook/stale_files.h"

namespace vg::hook {
namespace {

constexpr std::string_view first_line = "vectra-guard ticket 1";
constexpr std::size_t unit_limit = 512;
constexpr std::size_t line_limit = 64;
constexpr std::size_t lines_bytes_limit = 64 << 10;
constexpr std::size_t ticket_limit = 256 << 10;
constexpr std::size_t ancestor_limit = 64;
constexpr std::size_t key_length = 64;

std::string ticket_directory(const std::string& runtime_directory) {
  return join_path(runtime_directory, "ticket");
}

std::string ticket_path(const std::string& runtime_directory, pid_t shell) {
  return join_path(ticket_directory(runtime_directory), std::to_string(shell));
}

bool is_key(std::string_view text) {
  return text.size() == key_length && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// Takes the text up to `end` off the front; nullopt where `end` does not follow.
std::optional<std::string_view> take_until(std::string_view& text, char end) {
  const std::size_t at = text.find(end);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view taken = text.substr(0, at);
  text.remove_prefix(at + 1);
  return taken;
}

template <typename Number>
std::optional<Number> number_in(std::string_view text) {
  Number value{};
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || rest != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

std::optional<ProcessId> parse_shell(std::string_view line) {
  if (take_until(line, ' ') != "shell") return std::nullopt;
  const auto pid_text = take_until(line, ' ');
  if (!pid_text) return std::nullopt;
  const auto pid = number_in<pid_t>(*pid_text);
  const auto start_time = number_in<std::uint64_t>(line);
  if (!pid || *pid <= 0 || !start_time) return std::nullopt;
  return ProcessId{*pid, *start_time};
}

std::optional<TicketUnit> parse_unit(std::string_view line) {
  if (take_until(line, ' ') != "unit") return std::nullopt;
  const auto key = take_until(line, ' ');
  if (!key || !is_key(*key)) return std::nullopt;
  const auto place_word = take_until(line, ' ');
  if (!place_word) return std::nullopt;
  const auto place = value_in(place_names, *place_word);
  const auto because = because_value(line);
  if (!place || !because) return std::nullopt;
  return TicketUnit{std::string(*key), *place, *because};
}

std::string hexadecimal(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    out += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
    out += "0123456789abcdef"[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

std::optional<std::string> parse_line(std::string_view line) {
  if (take_until(line, ' ') != "line" || line.size() % 2 != 0) return std::nullopt;
  std::string out;
  for (; !line.empty(); line.remove_prefix(2)) {
    unsigned char byte = 0;
    const auto [rest, error] = std::from_chars(line.data(), line.data() + 2, byte, 16);
    if (error != std::errc{} || rest != line.data() + 2) return std::nullopt;
    out += static_cast<char>(byte);
  }
  return out;
}

std::optional<Ticket> parse_ticket(std::string_view text) {
  if (take_until(text, '\n') != first_line) return std::nullopt;
  const auto shell_line = take_until(text, '\n');
  if (!shell_line) return std::nullopt;
  const auto shell = parse_shell(*shell_line);
  if (!shell) return std::nullopt;
  Ticket ticket{*shell, {}, {}};
  while (!text.empty()) {
    const auto line = take_until(text, '\n');
    if (!line) return std::nullopt;
    if (auto unit = parse_unit(*line); unit && ticket.units.size() < unit_limit)
      ticket.units.push_back(std::move(*unit));
    else if (auto handed = parse_line(*line); handed && ticket.lines.size() < line_limit)
      ticket.lines.push_back(std::move(*handed));
    else
      return std::nullopt;
  }
  return ticket;
}

/// The ticket of one shell, where there is one.
std::optional<Ticket> read_ticket(const std::string& runtime_directory, const ProcessId& shell) {
  const auto content = read_file(ticket_path(runtime_directory, shell.pid), ticket_limit, Ownership::user);
  if (!content) return std::nullopt;
  auto ticket = parse_ticket(*content);
  if (!ticket || ticket->shell != shell) return std::nullopt;
  return ticket;
}

}  // namespace

Result<void> write_ticket(const std::string& runtime_directory, const Ticket& ticket) {
  if (ticket.shell.pid <= 0) return fail("no shell to write a ticket for");
  if (ticket.units.size() > unit_limit)
    return fail("more than " + std::to_string(unit_limit) + " commands in one line", {}, EFBIG);
  std::string text(first_line);
  text += "\nshell " + std::to_string(ticket.shell.pid) + " " + std::to_string(ticket.shell.start_time) + "\n";
  for (const TicketUnit& unit : ticket.units) {
    if (!is_key(unit.key)) return fail("not a command key: '" + unit.key + "'");
    text += "unit " + unit.key + " " + std::string(name_in(place_names, unit.place)) + " " +
            std::string(because_name(unit.because)) + "\n";
  }
  std::size_t bytes = 0;
  for (const std::string& line : ticket.lines) {
    text += "line " + hexadecimal(line) + "\n";
    bytes += line.size();
  }
  if (ticket.lines.size() > line_limit || bytes > lines_bytes_limit)
    return fail("the line is too long for a ticket", {}, EFBIG);
  static_assert(64 + unit_limit * (key_length + 48) + line_limit * 8 + 2 * lines_bytes_limit < ticket_limit,
                "the reader takes what the writer may write");

  VG_CHECK(make_private_directory(runtime_directory));
  const std::string directory = ticket_directory(runtime_directory);
  VG_CHECK(make_private_directory(directory));
  remove_stale_files(directory, StaleKind::ticket);
  return replace_file(ticket_path(runtime_directory, ticket.shell.pid), text, 0600);
}

Result<void> remove_ticket(const std::string& runtime_directory, pid_t shell) {
  return remove_file(ticket_path(runtime_directory, shell));
}

std::optional<TicketUnit> find_in_ticket(const std::string& runtime_directory, const std::vector<ProcessId>& ancestors,
                                         std::string_view key) {
  const std::size_t count = std::min(ancestors.size(), ancestor_limit);
  for (std::size_t i = 0; i < count; ++i) {
    const auto ticket = read_ticket(runtime_directory, ancestors[i]);
    if (!ticket) continue;
    // An inner shell's line was judged on its own; what an outer line allowed says nothing about it.
    for (const TicketUnit& unit : ticket->units)
      if (unit.key == key) return unit;
    return std::nullopt;
  }
  return std::nullopt;
}

Result<std::string> line_in_ticket(const std::string& runtime_directory, const std::vector<ProcessId>& ancestors,
                                   std::string_view name) {
  std::string_view index_text = name;
  const auto pid = number_in<pid_t>(take_until(index_text, '.').value_or(""));
  const std::size_t index = number_in<std::size_t>(index_text).value_or(line_limit);
  if (!pid || index >= line_limit) return fail("no name of a judged line: '" + std::string(name) + "'");
  for (const ProcessId& ancestor : ancestors) {
    if (ancestor.pid != *pid) continue;
    const auto ticket = read_ticket(runtime_directory, ancestor);
    if (!ticket || index >= ticket->lines.size()) break;
    return ticket->lines[index];
  }
  return fail("no line of a shell above this process: '" + std::string(name) + "'");
}

}  // namespace vg::hook
