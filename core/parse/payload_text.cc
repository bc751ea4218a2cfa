// SPDX-License-Identifier: Apache-2.0
/// The text that a shell is given: as a word, on its standard input, in a file of the line.
#include <algorithm>

#include "core/base/byte_set.h"
#include "core/base/path.h"
#include "core/parse/flatten.h"

namespace vg {
namespace {

/// Text for a shell, put together from words. What is not known becomes a variable; `complete` is false then.
std::string join_words(std::span<const Word> words, bool& complete) {
  std::string text;
  for (const Word& word : words) {
    if (&word != &words.front()) text += ' ';
    for (const WordPart& part : word.parts) {
      if (part.kind == PartKind::literal || part.kind == PartKind::glob) {
        text += part.text;
        continue;
      }
      complete = false;
      const bool is_plain = part.kind == PartKind::variable && chars::is_name(part.text);
      text += is_plain ? "${" + std::string(part.text) + "}" : "$_";
    }
  }
  return text;
}

/// The same; nullopt where nothing at all is known.
std::optional<std::string> known_text(std::span<const Word> words, bool& complete) {
  const bool has_text = std::any_of(words.begin(), words.end(), [](const Word& word) {
    return word.parts.empty() || word.has(PartKind::literal) || word.has(PartKind::glob);
  });
  if (!has_text) return std::nullopt;
  return join_words(words, complete);
}

/// The body of a here-document as a program reads it, where nothing in it expands to something unknown.
std::string here_text(const Redirection& redirection, bool& complete) {
  if (redirection.body_is_literal) return std::string(redirection.body);
  std::string text;
  const std::string_view body = redirection.body;
  constexpr ByteSet stops("\\$`");
  text.reserve(body.size());
  for (std::size_t i = 0; i < body.size(); ++i) {
    const std::size_t plain = std::min(stops.find_in(body, i), body.size());
    text += body.substr(i, plain - i);
    if ((i = plain) == body.size()) break;
    const char c = body[i];
    const char next = i + 1 < body.size() ? body[i + 1] : '\0';
    if (c == '\\' && next == '\n') {
      ++i;
    } else if (c == '\\' && (next == '$' || next == '`' || next == '\\')) {
      text += next;
      ++i;
    } else {
      complete &= c != '$' && c != '`';
      text += c;
    }
  }
  return text;
}

bool is_input(const Redirection& redirection, int fd) {
  return fd == 0 ? redirection.fd <= 0 : redirection.fd == fd;
}

/// The number in /dev/fd/N, also where it is spelled /dev/stdin.
std::optional<int> descriptor_of(std::string_view path) {
  if (path == "/dev/stdin") return 0;
  for (const std::string_view directory : {"/dev/fd/", "/proc/self/fd/"})
    if (path.starts_with(directory) && path.size() == directory.size() + 1 && path.back() >= '0' && path.back() <= '9')
      return path.back() - '0';
  return std::nullopt;
}

}  // namespace

Span span_of(std::span<const Word> words) {
  Span span = words.front().span;
  span.begin = std::min(span.begin, words.back().span.begin);
  span.end = std::max(span.end, words.back().span.end);
  return span;
}

/// Whether a shell takes its commands from a file that has a name.
bool Flattener::reads_file(const Start& start, const Payload& payload) {
  const auto is_named = [](const Word& word) { return !word.has(PartKind::process); };
  if (payload.kind == Payload::Kind::file)
    return is_named(payload.words.front()) && !descriptor_of(payload.words.front().literal().value_or(""));
  return payload.kind == Payload::Kind::input &&
         std::any_of(start.redirections.begin(), start.redirections.end(),
                     [&](const Redirection& r) { return r.kind == RedirectionKind::read && is_named(r.target); });
}

/// The text of a payload; `complete` is false where parts of it are not known, `origin` becomes the place it stood.
std::optional<std::string> Flattener::payload_text(const Start& start, const Payload& payload, const Frame& frame,
                                                   bool& complete, Span& origin) {
  if (payload.kind == Payload::Kind::input) return input_text(start, frame, complete, origin);
  origin = span_of(payload.words);
  if (payload.kind == Payload::Kind::text) return known_text(payload.words, complete);
  const Word& file = payload.words.front();
  if (file.parts.size() == 1 && file.parts[0].kind == PartKind::process)
    return static_output(*file.parts[0].node, state_, scope_, 0);
  const std::optional<std::string> name = file.literal();
  if (const std::optional<int> fd = descriptor_of(name.value_or("")))
    return input_text(start, frame, complete, origin, *fd);
  return file_text(file);
}

/// The list xargs takes its values from: xargs -a FILE, or its standard input.
std::string_view Flattener::fed_list(const Start& start, const Frame& frame) {
  bool complete = true;
  Span origin;
  std::optional<std::string> text;
  for (std::size_t i = 1; i + 1 < start.words.size() && !text; ++i)
    if (const std::optional<std::string> option = start.words[i].literal(); option == "-a" || option == "--arg-file") {
      const std::span<const WordPart> parts = start.words[i + 1].parts;
      const bool is_process = parts.size() == 1 && parts[0].kind == PartKind::process;
      text = is_process ? static_output(*parts[0].node, state_, scope_, 0) : file_text(start.words[i + 1]);
      if (!text) return {};
    }
  constexpr std::size_t longest = 8;  // pipelines are followed from their beginning each time
  if (!text && frame.upstream.size() <= longest) text = input_text(start, frame, complete, origin);
  return text && complete ? state_.arena.copy(*text) : std::string_view();
}

/// xargs sh -c STRING: the values are the $0 $1 … of the string.
std::span<const Word> Flattener::with_fed_arguments(const Start& start, std::span<const Word> words,
                                                    std::string_view list) {
  constexpr std::size_t most = 16;
  const std::optional<std::string> program = words.empty() ? std::nullopt : words.front().literal();
  const bool is_string = program && words.size() > 2 && words[1].literal_prefix().ends_with('c') &&
                         !wrapper_rows(base_name(*program)).empty();
  const auto replaces = [](const Word& word) {
    const std::string text = word.literal_prefix();
    return text.starts_with("-I") || text.starts_with("-i") || text.starts_with("--replace");
  };
  const std::span<const Word> options = start.words.first(start.words.size() - words.size());
  if (list.empty() || !is_string || std::any_of(options.begin(), options.end(), replaces)) return words;
  std::vector<Word> all(words.begin(), words.end());
  constexpr std::string_view ends(" \t\n\0", 4);
  for (std::size_t at = list.find_first_not_of(ends); at < list.size() && all.size() < words.size() + most;) {
    const std::size_t end = std::min(list.find_first_of(ends, at), list.size());
    all.push_back({words.back().span, literal_word(list.substr(at, end - at)).parts});
    at = list.find_first_not_of(ends, end);
  }
  return state_.arena.copy(all.data(), all.size());
}

/// What a shell finds on its standard input, where the line says so.
std::optional<std::string> Flattener::input_text(const Start& start, const Frame& frame, bool& complete, Span& origin,
                                                 int fd) {
  for (std::size_t i = start.redirections.size(); i-- > 0;) {
    const Redirection& redirection = start.redirections[i];
    if (!is_input(redirection, fd)) continue;
    origin = redirection.span;
    if (redirection.kind == RedirectionKind::here_document) {
      std::string text = here_text(redirection, complete);
      const auto end = redirection.body_begin + static_cast<std::uint32_t>(text.size());
      if (redirection.body_begin > 0 && text == redirection.body) origin = {redirection.body_begin, end};
      return text;
    }
    if (redirection.kind == RedirectionKind::here_string) return known_text({&redirection.target, 1}, complete);
    if (redirection.kind != RedirectionKind::read) continue;
    const std::span<const WordPart> parts = redirection.target.parts;
    if (parts.size() != 1 || parts[0].kind != PartKind::process) return file_text(redirection.target);
    return static_output(*parts[0].node, state_, scope_, 0);
  }
  if (frame.upstream.empty() || fd != 0) return std::nullopt;
  return static_output(frame.upstream, state_, scope_, 0);
}

}  // namespace vg
