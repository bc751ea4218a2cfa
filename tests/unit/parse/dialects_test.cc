// SPDX-License-Identifier: Apache-2.0
/// What other shells than bash read differently.
#include "tests/unit/parse/rendering.h"

using namespace vg::rendering;

namespace {

void check_as(vg::Dialect dialect, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.line);
    CHECK_EQ(starts(line_request(row.line, dialect)), row.expected);
  }
}

}  // namespace

TEST_CASE("fish: quotes, escapes, words") {
  check_as(vg::Dialect::fish, {
                                  {"echo 'it\\'s'; rm -rf /", "echo it's ; rm -rf /"},
                                  {"echo 'a\\\\'; rm x", "echo a\\ ; rm x"},
                                  {"\\x72m x", "rm x"},
                                  {"echo \\x72m \\u0041 \\X42 \\t", "echo rm A B '\t'"},
                                  {"echo \"a\\$b(c)\"", "echo a$b(c)"},
                                  {"echo `rm x`", "echo `rm x`"},
                                  {"echo a&b; echo c&", "echo a&b ; echo c"},
                                  {"echo a#b #c", "echo a#b"},
                                  {"echo {a,b}c {} {x} {1..3} {a, b}", "echo ac bc {} {x} {1..3} a b"},
                                  {"echo a[1 2]", "echo 'a[1 2]'"},
                                  {"echo *.c ?", "echo <*>.c <?>"},
                                  {"a ^b", "a ^b"},
                                  {"echo 'a", "echo a ! unterminated quote"},
                                  {"echo {a", "echo {a ! unterminated {"},
                                  {"echo }", "echo '' ! unexpected '}'"},
                              });
}

TEST_CASE("fish: variables") {
  check_as(vg::Dialect::fish, {
                                  {"set x 'a b'; rm $x", "x='a b' ; rm 'a b'"},
                                  {"set x a b; rm $x $x[2]", "x=(a b) ; rm a b b"},
                                  {"set -gx x a; rm $x[1]", "x=a ; rm a"},
                                  {"set -q x; or set x b; rm $x", "set -q x ; x=b ; rm $x ; rm b"},
                                  {"set -e x", "set -e x"},
                                  {"set -a x b; echo $x", "x+=(b) ; echo $x ; echo b"},
                                  {"echo $$x $x[(a)] \"$y\"", "echo $!x $x[(a)] $y ; s a"},
                                  {"echo $argv[2] $argv $1", "echo $2 $@ '$ 1'"},
                                  {"rm (echo a b\necho c)", "rm 'a b' c ; s echo a b ; s echo c"},
                                  {"rm (echo a b)", "rm 'a b' ; s echo a b"},
                                  {"rm (a)[1]", "rm $(a)[1] ; s a"},
                                  {"echo \"x$(rm y)\"", "echo x$(..) ; s rm y"},
                                  {"A=b c", "A=b c"},
                                  {"echo $", "echo $ ! no name of a variable behind '$'"},
                              });
}

TEST_CASE("fish: blocks and jobs") {
  check_as(vg::Dialect::fish, {
                                  {"not rm x; and ls; or ls", "rm x ; ls ; ls"},
                                  {"if test -f x; rm y; else if a; b; else; c; end", "test -f x ; rm y ; a ; b ; c"},
                                  {"if a; and b; c; end | d", "a ; b ; c | d"},
                                  {"'if' a; rm x; \"end\"", "a ; rm x"},
                                  {"for x in a b; rm $x; end", "rm a ; rm b"},
                                  {"while read -l f; rm $f; end <list", "read -l f ; rm $f ; <list"},
                                  {"switch $x; case a 'b*'; rm y; case '*'; c; end", "rm y ; c"},
                                  {"begin; rm x; end >y", "rm x ; >y"},
                                  {"{ rm x; }", "rm x"},
                                  {"function f -d text; rm $argv[1]; end; f y", "f rm $1 ; f y ; f rm y"},
                                  {"function f -a d; rm $d; end", "f d=$1 ; f rm $1"},
                                  {"alias l 'rm -f'; l /x", "alias l 'rm -f' ; f rm -f $@ ; l /x ; f rm -f /x"},
                                  {"a &| b 2>| c", "a 2&|1 | b 22>|1 | c"},
                                  {"a >?f 2>&1 &>>g", "a >?f 2>&1 &>>g"},
                                  {"a | psub; b (c | psub)", "a | psub ; b <(..) ; s c"},
                                  {"a &&\nb || not c", "a ; b ; c"},
                                  {"if -h; end", "if -h ! unexpected 'end'"},
                                  {"cat <<E", "cat ; <E ! fish has no here-documents"},
                                  {"if a; rm x", "a ; rm x ! missing 'end'"},
                                  {"rm x; end; ls", "rm x ; ls ! unexpected 'end'"},
                                  {"(a) b", "$(..) b ; s a ! a substitution in the place of a command"},
                              });
}

TEST_CASE("a string is read as its shell would") {
  CHECK_EQ(starts(line_request("fish -c 'if a; rm x; end'")), "t[fish] a ; t[fish] rm x");
  CHECK_EQ(starts(line_request("bash -c 'if a; then rm x; fi'", vg::Dialect::fish)), "t[bash] a ; t[bash] rm x");
  CHECK_EQ(starts(line_request("eval 'if a; rm x; end'", vg::Dialect::fish)), "t[eval] a ; t[eval] rm x");
  CHECK_EQ(starts(line_request("ssh h 'for x in a; do rm $x; done'", vg::Dialect::fish)),
           "ssh h 'for x in a; do rm $x; done' ! ; t[ssh] rm a");
  CHECK_EQ(starts(line_request("echo 'rm x' | source", vg::Dialect::fish)), "echo 'rm x' | source ! ; t[source] rm x");
}

TEST_CASE("zsh: words") {
  check_as(vg::Dialect::zsh, {
                                 {"=ls -l", "ls -l"},
                                 {"cat =ls", "cat $=ls"},
                                 {"ls *(.)", "ls <*><(.)>"},
                                 {"ls (a|b)*", "ls <(a|b)><*>"},
                                 {"ls *(e:'rm x':)", "ls '<*><(e:'rm x':)>' ; s rm x"},
                                 {"ls *(+f)", "ls <*><(+f)> ; s f"},
                                 {"ls <1-9> a<->", "ls <<1-9>> a<<->>"},
                                 {"a <b", "a <b"},
                                 {"diff =(a) b", "diff <(..) b ; s a"},
                                 {"x='a b'; rm $x", "x='a b' ; rm 'a b'"},
                                 {"x=(a b); rm $x $x[1]", "x=(a b) ; rm a b a"},
                                 {"echo $=x $x[$(a)] \"$#x\"", "echo $x $x[$(a)] $x ; s a"},
                                 {"echo {} {a,b}", "echo {} a b"},
                                 {"echo ${(e)x} ${x:t}", "echo $(e)x $x:t"},
                             });
}

TEST_CASE("zsh: redirections and jobs") {
  check_as(vg::Dialect::zsh, {
                                 {"ls &!", "ls"},
                                 {"a &| b", "a ; b"},
                                 {"a >! f >>| g >&| h", "a >!f >>|g >&|h"},
                                 {"a >f >g", "a >f >g"},
                                 {"<f", "<f"},
                                 {"- rm x", "w[-] rm x"},
                                 {"noglob rm *", "w[noglob] rm <*>"},
                             });
}

TEST_CASE("zsh: short forms") {
  check_as(vg::Dialect::zsh, {
                                 {"repeat 3 rm x", "rm x"},
                                 {"repeat 3 do rm x; done", "rm x"},
                                 {"{ rm x }", "rm x"},
                                 {"{ rm x} always { b }", "rm x ; b"},
                                 {"for x (a b) rm $x", "rm a ; rm b"},
                                 {"for x in a b; { rm $x }", "rm a ; rm b"},
                                 {"y=/; for x y in a b; rm $y", "y=/ ; y=$? ; rm $? ; y=$? ; rm $?"},
                                 {"foreach x (a); rm $x; end", "rm a"},
                                 {"if [[ a ]] { rm x } elif (b) { c } else { d }", "rm x ; b ; c ; d"},
                                 {"if [[ a ]] rm x", "rm x"},
                                 {"while (( x )) { rm x }", "rm x"},
                                 {"case x { (a|b) rm x;| c) d }", "rm x ; d"},
                                 {"() { rm $1 } x", "f rm $1 ; () x ; f rm x"},
                                 {"function { rm x }", "f rm x ; () ; f rm x"},
                                 {"f g () rm x", "f rm x"},
                                 {"echo }", "echo ! unexpected '}'"},
                             });
}

TEST_CASE("interactive zsh has no comments") {
  vg::Request request = line_request("echo a # ; rm x", vg::Dialect::zsh);
  CHECK_EQ(starts(request), "echo a");
  request.entry = vg::EntryPoint::hook;
  CHECK_EQ(starts(request), "echo a # ; rm x");
}
