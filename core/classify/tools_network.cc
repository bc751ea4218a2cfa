// SPDX-License-Identifier: Apache-2.0
// Programs that talk to other hosts.
#include <array>

#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

constexpr auto scanner = std::to_array<VerbRow>({{"localhost|127.0.0.1|::1"}, {"*", "NW002"}});
constexpr auto attack = std::to_array<VerbRow>({{"", "NW002"}});
constexpr auto capture = std::to_array<VerbRow>({{"", {}, "-r|-D|--list-interfaces"}, {"", "NW002"}});
constexpr auto tunnel =
    std::to_array<VerbRow>({{"tunnel|http|tcp|tls|start|client|server|access", "RS004"}, {"*", "RS004"}});
constexpr auto attack_tunnel = std::to_array<VerbRow>({{"", "RS004"}});
constexpr auto hands_shell = std::to_array<VerbRow>({{"", "RS002", "-s|--shell|-e|--exec"}, {"*", "NW003"}});
constexpr auto tailscale = std::to_array<VerbRow>({{"serve|funnel|up|down|set|ssh|file", "RS004"}});
constexpr auto keygen = std::to_array<VerbRow>({{"", "RM001", "-R"}});
constexpr auto copy_id = std::to_array<VerbRow>({{"*", "RM001"}});
constexpr auto aria = std::to_array<VerbRow>({{"*", "NW003"}});

constexpr NameList curl_valued =
    "-X|--request|-d|--data|--data-raw|--data-binary|--data-urlencode|--data-ascii|-F|--form|--form-string|-H|--header|"
    "-o|"
    "--output|-u|--user|-A|--user-agent|-b|--cookie|-c|--cookie-jar|-e|--referer|-T|--upload-file|-x|--proxy|-m|"
    "--max-time|--connect-timeout|--retry|--retry-delay|-w|--write-out|-K|--config|--cacert|--cert|-E|--key|--resolve|"
    "--interface|-r|--range|--limit-rate|-D|--dump-header|--proto|--proto-default|--output-dir|--json|--url|-U|--unix-"
    "socket|"
    "--tls-max|--ciphers|--socks5|--preproxy|-z|-Y|-y|-t|-C|--proto-redir|--doh-url|--max-redirs|--url-query|--aws-"
    "sigv4";
constexpr NameList wget_valued =
    "-O|--output-document|-P|--directory-prefix|-o|--output-file|-a|-i|--input-file|-U|--user-agent|--header|--post-"
    "data|"
    "--post-file|--body-data|--body-file|--method|-t|--tries|-T|--timeout|-w|--wait|-e|--execute|--user|--password|-l|-"
    "A|-R|"
    "-D|--ca-certificate|--limit-rate|-Q|-B|--base|--load-cookies|--save-cookies|-I|-X|--cut-dirs|--use-askpass";

constexpr auto rows = std::to_array<ToolRow>({
    {"curl", {}, curl_valued, judge_download, {}, "-V"},
    {"wget", {}, wget_valued, judge_download, {}, "-V|--spider"},
    {"wget2", {}, wget_valued, judge_download, {}, "-V|--spider"},
    {"http", {}, "-o|--output|-a|--auth|--session|-d", judge_download},
    {"https", {}, "-o|--output|-a|--auth|--session|-d", judge_download},
    {"xh", {}, "-o|--output|-a|--auth|--session|-d", judge_download},
    {"xhs", {}, "-o|--output|-a|--auth", judge_download},
    {"curlie", {}, curl_valued, judge_download},
    {"fetch", {}, "-o", judge_download},
    {"aria2c", aria, "-d|-o|-i|-x|-s|-j", judge_download, {}, "-h|-v"},
    {"axel", aria, "-o|-n", judge_download, {}, "-h"},
    {"lynx", {}, "", judge_download},
    {"w3m", {}, "-o", judge_download},
    {"nc", {}, "-p|-s|-w|-i|-q|-X|-x|-e|-c|-T|-I|-O", judge_netcat},
    {"ncat", {}, "-p|-s|-w|-i|-e|-c|-m|--exec|--sh-exec|--proxy|-g", judge_netcat},
    {"netcat", {}, "-p|-s|-w|-i|-q|-e|-c", judge_netcat},
    {"nc.traditional", {}, "-p|-s|-w|-i|-q|-e|-c", judge_netcat},
    {"nc.openbsd", {}, "-p|-s|-w|-i|-q|-X|-x", judge_netcat},
    {"pwncat", {}, "-p|-e", judge_netcat},
    {"socat", {}, "-b|-t|-T|-lf|-L|-W|-d", judge_socat, {}, "-V|-h"},
    {"socket", {}, "", judge_netcat},
    {"telnet", {}, "-l|-b|-n", judge_netcat, "HO001"},
    {"openssl", {}, "", judge_netcat},
    {"xterm", {}, "-display|-e|-T|-fn", judge_netcat},
    {"ssh", {}, "-i|-p|-l|-o|-F|-J|-L|-R|-D|-W|-b|-c|-E|-e|-I|-m|-O|-Q|-S|-w|-B", judge_ssh, "HO001", "-V|-Q|-G"},
    {"autossh", {}, "-i|-p|-l|-o|-F|-J|-L|-R|-D|-W|-M", judge_ssh, "HO001", "-V"},
    {"mosh", {}, "-p|--ssh|-a", judge_ssh, "HO001"},
    {"sshpass", {}, "-p|-f|-P", nullptr, "HO001", "-h|-V"},
    {"scp", {}, "-i|-P|-l|-o|-F|-J|-c|-S|-D|-X", judge_scp, "HO001", "-h"},
    {"sftp", {}, "-i|-P|-l|-o|-F|-J|-b|-B|-R|-S|-D|-c", judge_scp, "HO001", "-h"},
    {"ftp", {}, "", judge_scp, "HO001"},
    {"lftp", {}, "-e|-c|-u|-p", judge_scp, "HO001"},
    {"ssh-copy-id", copy_id, "-i|-p|-o|-F", nullptr, "HO001", "-n|-h"},
    {"ssh-keygen", keygen, "-f|-t|-b|-C|-N|-R|-F|-P", judge_output_option},
    {"nmap", scanner, "-p|-oN|-oX|-oA|-oG|--script|-T|-iL|-e|--top-ports|-D", nullptr, {}, "-V|-sL"},
    {"masscan", scanner, "-p|--rate|-iL|-oX|-oL"},
    {"zmap", scanner, "-p|-r|-o"},
    {"rustscan", scanner, "-p|-b|-t"},
    {"pnscan", scanner},
    {"hydra", attack, "", nullptr, {}, "-h"},
    {"medusa", attack},
    {"ncrack", attack},
    {"john", attack, "", nullptr, {}, "--list|--show"},
    {"hashcat", attack},
    {"sqlmap", attack},
    {"nikto", attack},
    {"gobuster", attack, "", nullptr, {}, "version|-h"},
    {"ffuf", attack, "", nullptr, {}, "-h|-V"},
    {"msfconsole", attack},
    {"msfvenom", attack},
    {"responder", attack},
    {"bettercap", attack},
    {"wpscan", attack, "", nullptr, {}, "-h"},
    {"nuclei", attack, "", nullptr, {}, "-h|-version"},
    {"hping3", attack, "", nullptr, {}, "-h"},
    {"aireplay-ng", attack},
    {"airodump-ng", attack},
    {"airmon-ng", attack},
    {"crackmapexec", attack, "", nullptr, {}, "-h"},
    {"netexec", attack, "", nullptr, {}, "-h"},
    {"nxc", attack, "", nullptr, {}, "-h"},
    {"evil-winrm", attack, "", nullptr, {}, "-h"},
    {"dirb", attack},
    {"dirbuster", attack},
    {"dirsearch", attack, "", nullptr, {}, "-h"},
    {"feroxbuster", attack, "", nullptr, {}, "-h|-V"},
    {"wfuzz", attack, "", nullptr, {}, "-h"},
    {"enum4linux", attack},
    {"kerbrute", attack},
    {"impacket-secretsdump", attack},
    {"secretsdump.py", attack},
    {"psexec.py", attack},
    {"wmiexec.py", attack},
    {"slowloris", attack},
    {"slowhttptest", attack},
    {"reaver", attack},
    {"wifite", attack},
    {"mitmproxy", attack, "", nullptr, {}, "-h"},
    {"mitmdump", attack, "", nullptr, {}, "-h"},
    {"dnsrecon", attack, "", nullptr, {}, "-h"},
    {"amass", attack, "", nullptr, {}, "-h"},
    {"sublist3r", attack, "", nullptr, {}, "-h"},
    {"theHarvester", attack, "", nullptr, {}, "-h"},
    {"xsstrike", attack},
    {"commix", attack},
    {"linpeas.sh", attack},
    {"linpeas", attack},
    {"pspy64", attack},
    {"gost", attack_tunnel, "", nullptr, {}, "-V"},
    {"ligolo-ng", tunnel},
    {"ligolo-agent", tunnel},
    {"sshuttle", tunnel, "-r|-e|-x", nullptr, {}, "-h|-V"},
    {"frps", tunnel, "", nullptr, {}, "-h|-v"},
    {"rathole", tunnel, "", nullptr, {}, "-h"},
    {"inlets", tunnel, "", nullptr, {}, "-h"},
    {"zrok", tunnel, "", nullptr, {}, "-h"},
    {"pagekite", tunnel},
    {"rcat", hands_shell, "-s"},
    {"rustcat", hands_shell, "-s"},
    {"ettercap", attack},
    {"arpspoof", attack},
    {"aircrack-ng", attack},
    {"tcpdump", capture, "-w|-c|-i|-s"},
    {"tshark", capture, "-w|-c|-i|-s"},
    {"chisel", tunnel, "", nullptr, {}, "-h|-v"},
    {"cloudflared", tunnel, "", nullptr, {}, "-v|version"},
    {"bore", tunnel},
    {"frpc", tunnel},
    {"localtunnel", tunnel},
    {"lt", tunnel},
    {"tmate", attack, "", nullptr, {}, "-V"},
    {"tailscale", tailscale},
    {"http.server", {}, "-b|--bind|-d|--directory|-p", judge_listen},
    {"SimpleHTTPServer", {}, "", judge_listen},
    {"serve", {}, "-l|--listen|-p", nullptr},
    {"http-server", {}, "-p|-a", nullptr},
});

}  // namespace

const ToolTable& network_tools() {
  return Packed<rows>::table;
}

}  // namespace vg::rules
