// SPDX-License-Identifier: Apache-2.0
/// What inline code of any language is searched for. Only texts: no language is parsed.
#pragma once

#include <array>
#include <string_view>

namespace vg::rules::code_tokens {

// clang-format off
inline constexpr auto starters = std::to_array<std::string_view>({
    "os.system(", "os.popen(", "subprocess.", "popen(", "Popen(", "check_output(", "check_call(", ".call(", ".run(", "execSync(",
    "exec(", "spawn(", "spawnSync(", "execFile(", "execFileSync(", "system(", "system ", "exec ", "shell_exec(", "passthru(",
    "proc_open(", "pcntl_exec(", "os.execute(", "io.popen(", "os.exec", "pty.spawn(", "`", "%x(", "IO.popen(", "qx(", "qx{", "run(`",
    "Deno.run(", "Deno.Command(", "Bun.spawn(", "getoutput(", "do shell script", "os:cmd(", "spawn ", "callCommand ", "callProcess ",
});
inline constexpr auto deleters = std::to_array<std::string_view>({
    "rmtree", "os.remove", "os.unlink", ".unlink(", "unlinkSync", "rmSync", "rmdirSync", "rm_rf", "rm_r(", "remove_entry", "FileUtils.rm",
    "File.delete", "Dir.rmdir", "unlink ", "unlink(", "remove_dir_all", "os.rmdir", "removeSync", "fs.rm(", "rimraf", "remove_tree",
    "os.removedirs", ".rmdir(", "Deno.remove", "removeItem(", "deleteDir()", "File.rm_rf", "Pathname(",
});
inline constexpr auto decoders = std::to_array<std::string_view>({
    "b64decode", "b32decode", "fromhex", "atob(", "unhexlify", "decode64", "base64_decode", "'base64'", "\"base64\"", "pack(", "unpack(",
    "zlib.decompress", "codecs.decode", "gzinflate", "str_rot13", "chr(", "String.fromCharCode", "marshal.loads", "MIME::Base64", "decode_base64",
});
inline constexpr auto evaluators = std::to_array<std::string_view>({
    "exec(", "eval(", "eval ", "(eval)", "then(eval", "compile(", "Function(", "instance_eval", "loadstring(", "load(", "assert(", "create_function", "__import__('os').system",
});
inline constexpr auto sockets = std::to_array<std::string_view>({
    "socket", "TCPSocket", "net.connect", "net.Socket", "createConnection", "fsockopen", "/inet/tcp", "IO::Socket", "require('net')",
    "require(\"net\")", "stream_socket_client", "Deno.connect", "gen_tcp", "new Socket(", "using Sockets", "PeerAddr", "socketConnection", "net.Dial", "TcpStream",
});
inline constexpr auto shells_spawned = std::to_array<std::string_view>({
    "dup2", "/bin/sh", "/bin/bash", "pty.spawn", "subprocess", "spawn(", "popen", "IO.popen", "exec(", "os.execute", "'sh'", "\"sh\"", "proc_open",
    "system(", "exec \"", "exec(\"", "cmd.exe", "|& getline", "open(STDIN", "ProcessBuilder", "getRuntime()", "exec $", "eval $", "system$", "system $", "run(`", "run(pipeline", "$~->fdopen", "system(readLines",
});
inline constexpr auto fetchers = std::to_array<std::string_view>({
    "urlopen", "urlretrieve", "get(\"http", "get('http", "getstore(", "UserAgent", "requests.get", "httpx.get", "http.get", "https.get", "fetch(", "Net::HTTP", "open-uri", "URI.open",
    "LWP::", "file_get_contents('http", "file_get_contents(\"http", "HTTP::Tiny", "curl_exec", "socket.http", "axios.get",
});
inline constexpr auto decoder_calls = std::to_array<std::string_view>({
    "b64decode(", "b32decode(", "fromhex(", "unhexlify(", "decode64(", "base64_decode(", "decode_base64(", "atob(", "'base64')", "\"base64\")", "a2b_",
});
inline constexpr auto posters = std::to_array<std::string_view>({
    "urlopen", "requests.post", "requests.put", "httpx.post", "http.request", "https.request", "fetch(", "axios.post", "Net::HTTP", "smtplib", "sendall(", ").request(", ".sendmail(", "XMLHttpRequest", "request.post(", "got.post(", "socket.send", ".put('http", "Faraday.post", "RestClient.post", "HTTParty.post", "curl_exec", "HTTP::Tiny", "LWP::", "file_get_contents('http", "file_get_contents(\"http", "http.client", "fsockopen", "ftplib",
});
inline constexpr auto installers = std::to_array<std::string_view>({
    "install.packages(", "remotes::install", "devtools::install", "BiocManager::install", "pak::pkg_install", "Pkg.add", "Pkg.instantiate",
    "Pkg.update", "CPAN::", "pip.main(", "renv::restore", "pacman::p_load",
});
inline constexpr auto native = std::to_array<std::string_view>({"ctypes.CDLL(", "ctypes.cdll", "dlopen(", "os.fork("});
inline constexpr auto loud = std::to_array<std::string_view>({"os.system(", "subprocess.", "child_process", "shell_exec(", "passthru(", "os.execute(", "popen("});
inline constexpr auto droppers = std::to_array<std::string_view>({"destroy_all", "delete_all", "drop_database", "dropDatabase", ".all().delete()", "::truncate()", "->truncate()", "Schema::drop", "drop_table(", "execute(\"DROP", "execute('DROP"});
inline constexpr auto spawned_shells = std::to_array<std::string_view>({"spawn /bin/", "exec /bin/", "spawn sh", "exec sh"});
inline constexpr auto environment_dumps = std::to_array<std::string_view>({"environ)", "os.environ.items(", "console.log(process.env)"});
inline constexpr auto home_names = std::to_array<std::string_view>({
    "homedir()", "Path.home()", "expanduser(\"~\")", "expanduser('~')", "Dir.home", "ENV['HOME']", "$ENV{HOME}", "environ['HOME']",
});
inline constexpr auto tree_deleters = std::to_array<std::string_view>({"rmtree", "rmSync", "rm_r", "remove_tree", "remove_dir_all", "fs.rm(", "recursive", "rimraf", "removeItem(",
    // One by one, all that is in it.
    "listdir(", "os.walk(", "readdirSync(", "scandir("});
inline constexpr auto file_writers = std::to_array<std::string_view>({"writeFile", "File.write"});
inline constexpr auto file_openers = std::to_array<std::string_view>({"open", "read", "File", "load"});
inline constexpr auto forks = std::to_array<std::string_view>({"fork"});
// clang-format on

}  // namespace vg::rules::code_tokens
