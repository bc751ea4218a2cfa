// SPDX-License-Identifier: Apache-2.0
// Where packages come from, and what is switched off on the way.
#include "core/base/path.h"
#include "core/classify/tool_tables.h"
#include "core/classify/url.h"

namespace vg::rules {
namespace {

constexpr NameList source_options =
    "--index-url|-i|--extra-index-url|--registry|--source|-s|--index|--trusted-host|--find-links|-f|--default-index|--"
    "repository-url|"
    "--repository|-X|--mirror|--server|--repo|--channel|-c|--git|--from|-Source";
constexpr NameList source_variables =
    "GOPROXY|PIP_INDEX_URL|PIP_EXTRA_INDEX_URL|UV_INDEX_URL|UV_DEFAULT_INDEX|npm_config_registry|NPM_CONFIG_REGISTRY|"
    "YARN_REGISTRY|"
    "YARN_NPM_REGISTRY_SERVER|CARGO_REGISTRIES_CRATES_IO_INDEX|BUNDLE_MIRROR__ALL|GEM_SOURCE|HOMEBREW_BOTTLE_DOMAIN|"
    "COMPOSER_REPO_PACKAGIST|"
    "RUSTUP_DIST_SERVER|NUGET_PACKAGES_SOURCE|NODEJS_ORG_MIRROR";
constexpr NameList check_variables =
    "GONOSUMDB|GONOSUMCHECK|GOINSECURE|GOFLAGS|NODE_TLS_REJECT_UNAUTHORIZED|PIP_TRUSTED_HOST|PYTHONHTTPSVERIFY";
constexpr NameList unsafe_flags =
    "--break-system-packages|--unsafe-perm|--allow-unauthenticated|--nogpgcheck|--no-gpg-checks|--allow-untrusted|--no-"
    "verify-ssl|"
    "--disable-checksum|--nosignature|--force-yes|--ignore-checksums|--no-check-certificate|--no-verify-checksums|--"
    "insecure";

bool is_address(std::string_view text) {
  return text.find("://") != std::string_view::npos;
}

/// An address packages may come from without a word: https and a registry everybody uses.
bool is_usual_source(std::string_view text) {
  if (text.starts_with("git+")) text.remove_prefix(4);
  const Url url = parse_url(text);
  if (is_local_host(url.host)) return true;
  const bool encrypted =
      url.scheme == "https" || url.scheme == "ssh" || url.scheme == "oci" || url.scheme.empty() || url.scheme == "git";
  return encrypted && is_known_registry(url.host);
}

bool installs_something(const Start& start) {
  if (start.tool == nullptr) return false;
  const VerbRow* row = find_verb(*start.tool, start.args);
  return row != nullptr && !row->rule.is_none() && (row->rule.row().bits & net) != 0;
}

/// npx TOOL …: what the fetched tool is told to do counts as well.
void judge_one_shot(Judge& judge, const Start& start) {
  if (!in_list("npx|bunx|pnpx|uvx", start.name)) return;
  const std::vector<std::size_t> at = operands(start.args, start.tool->valued);
  if (at.empty() || !start.args[at[0]].known) return;
  Args inner(start.args.begin() + static_cast<std::ptrdiff_t>(at[0]), start.args.end());
  inner[0].text = inner[0].text.substr(0, inner[0].text.find('@', 1));
  if (find_tool(inner[0].text) != nullptr) judge.judge_words(inner, 0, start);
}

}  // namespace

void judge_package_source(Judge& judge, const Start& start) {
  // npx rimraf DIRECTORY
  for (std::size_t i = 1; i < start.args.size() && in_list("npx|bunx|pnpx", start.name); ++i)
    if (in_list("rimraf|del-cli", start.args[i].text)) judge.judge_words(start.args, i, start);
  judge_escape_options(judge, start);
  judge_one_shot(judge, start);
  if (!installs_something(start)) return;
  const Args& args = start.args;
  for (std::size_t i = 1; i < args.size(); ++i) {
    const std::string_view text = args[i].text;
    if (in_list(unsafe_flags, text)) judge.add("PI003", start, args[i]);
    if (text == "--trusted-host" || text.starts_with("--trusted-host=")) judge.add("PI002", start, args[i]);
    if (args[i].is_option()) {
      const std::size_t equals = text.find('=');
      if (equals == std::string_view::npos || !in_list(source_options, text.substr(0, equals))) continue;
      if (is_address(text.substr(equals + 1)) && !is_usual_source(text.substr(equals + 1)))
        judge.add("PI002", start, args[i]);
      continue;
    }
    const bool given = i > 1 && in_list(source_options, args[i - 1].text);
    const std::string_view address =
        text.find("@http") != std::string_view::npos ? text.substr(text.find("@http") + 1) : text;
    if (!is_address(address)) continue;
    // A tap of a vendor is a source of its own kind: judged by its name, not by its host.
    if (start.name == "brew" && args.size() > 1 && args[1].is("tap")) continue;
    if (start.name == "helm" || start.name == "docker") continue;
    if (given || !is_usual_source(address)) {
      if (!is_usual_source(address)) judge.add("PI002", start, args[i]);
    }
  }
  for (const Assignment& assignment : start.invocation->assignments) {
    const Arg value = judge.evaluator().value(assignment.value);
    if (in_list(source_variables, assignment.name) && is_address(value.text) &&
        !is_usual_source(value.text.substr(0, value.text.find(','))))
      judge.add("PI002", start);
    if (in_list(check_variables, assignment.name) && assignment.name != "GOFLAGS") judge.add("PI003", start);
  }
}

void judge_package_file(Judge& judge, const Start& start) {
  const bool dpkg = start.name == "dpkg";
  const bool installs = dpkg ? has_flag(start.args, "-i|--install|--unpack")
                             : has_flag(start.args, "-i|-U|-F|--install|--upgrade|--freshen");
  if (!installs || is_harmless_call(*start.tool, start.args)) return;
  for (const Arg& arg : start.args)
    if (is_address(arg.text)) return judge.add("PI004", start);
  judge.add(start.as_root ? RuleId("PI004") : RuleId("PI010"), start);
}

}  // namespace vg::rules
