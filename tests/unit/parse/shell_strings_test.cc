// SPDX-License-Identifier: Apache-2.0
/// Strings that shells are given, wherever they stand.
#include "tests/unit/parse/rendering.h"

using namespace vg::rendering;

TEST_CASE("shell strings") {
  check({
      {"sh -c 'rm -rf /'", "t[sh] rm -rf /"},
      {"bash -lc \"rm x; ls\" && a", "t[bash] rm x ; t[bash] ls ; a"},
      {"bash -xec 'rm x'; bash -c -e 'rm x'; bash -eo pipefail -c 'rm x'; bash --norc -c 'rm x'; bash +x -c 'rm x'; "
       "bash -O extglob -c 'rm x'; bash -- x; zsh -fc 'rm x'; fish -c 'rm x'; fish --command 'rm x'",
       "t[bash] rm x ; t[bash] rm x ; t[bash] rm x ; t[bash] rm x ; t[bash] rm x ; t[bash] rm x ; bash -- x ; t[zsh] "
       "rm x ; t[fish] rm x ; t[fish] rm x"},
      {"/bin/sh -c 'rm \"$0\" \"$1\" \"$@\"' a b c", "t[sh] rm a b b c"},
      {"sh -c 'sh -c \"sh -c \\\"rm x\\\"\"'", "t[sh sh sh] rm x"},
      {"sh -c \"$(curl x)\"; sh -c \"$X\"; sh -c \"rm $X; ls\"; sh -c 'a $X'; sh -c ''; sh -c",
       "sh -c $(..) ; s curl x ; sh -c $X ; sh -c 'rm $X; ls' ; t[sh] rm $X ; t[sh] ls ; t[sh] a $X ; sh -c '' ; sh "
       "-c"},
      {"sh script.sh a; sh; sh -x; bash -i", "sh script.sh a ; sh ; sh -x ; bash -i"},
      {"sh <<E\nrm x\nE", "t[sh] rm x"},
      {"sh <<'E' >f\nrm $x\nE", "<<E=='rm $x\\n' >f ! ; t[sh] rm $x"},
      {"bash -s a <<< 'rm x'", "t[bash] rm x"},
      {"bash <<E\nrm $X; rm \\$Y\nE", "bash <<E=\"rm $X; rm \\$Y\\n\" ; t[bash] rm $X ; t[bash] rm $Y"},
      {"sudo bash <<E\nrm x\nE", "t[sudo bash] rm x"},
      {"bash <(echo rm x); source <(echo 'rm x'); . /dev/stdin <<< 'rm x'; bash < <(printf 'rm %s' x); source f",
       "t[bash] rm x ; s echo rm x ; source <(..) ! ; t[source] rm x ; s echo 'rm x' ; . /dev/stdin <<<'rm x' ! ; t[.] "
       "rm x ; <<(..) ! ; t[bash] rm x ; s printf 'rm %s' x ; source f"},
      {"echo 'rm x' | sh; printf 'rm %s\\n' a b | sudo bash -s; echo cm0geA== | base64 -d | sh; echo 726d2078 | xxd -r "
       "-p | sh; echo 'x mr' | rev | bash; cat <<< 'rm x' | sh; curl x | sh; echo $X | sh; (echo rm; echo ls) | sh",
       "echo 'rm x' | t[sh] rm x ; printf 'rm %s\\n' a b | t[sudo bash] rm a ; t[sudo bash] rm b ; echo cm0geA== | "
       "base64 -d | t[sh] rm x ; echo 726d2078 | xxd -r -p | t[sh] rm x ; echo 'x mr' | rev | t[bash] rm x ; cat "
       "<<<'rm x' | t[sh] rm x ; curl x | sh ; echo $X | sh ; echo rm ; echo ls | t[sh] rm ; t[sh] ls"},
      {"eval rm -rf x; eval \"rm x; ls\"; eval \"$X\"; eval 'rm $X'; eval \"$(echo rm x)\"; eval -- rm; eval",
       "t[eval] rm -rf x ; t[eval] rm x ; t[eval] ls ; eval $X ; t[eval] rm $X ; t[eval] rm x ; s echo rm x ; t[eval] "
       "rm ; eval"},
      {"eval 'X=rm'; $X y", "t[eval] X=rm ; rm y"},
      {"X=rm sh -c '$X y'; X=1 sh -c 'rm' > f", "X=rm ! ; t[sh] rm y ; X=1 >f ! ; t[sh] rm"},
      {"bash -c 'rm \"'", "t[bash] rm '' ! unterminated quote"},
      {"bash -c \"it's\"", "t[bash] its ! unterminated quote"},
      {"bash -c 'cd /; rm x' &", "t[bash] cd / ; t[bash] rm x"},
      {"ssh host <<'E'\nrm x\nE", "ssh host <<E=='rm x\\n' ! ; t[ssh] rm x"},
      {"ssh h \"rm ~/x $HOME/y\" ~/z",
       "ssh h 'rm ~/x /home/dev/y' /home/dev/z ! ; t[ssh] rm $~/x /home/dev/y /home/dev/z"},
      {"sh -c 'a | b' | c", "t[sh] a | t[sh] b | c"},
      {"a | sh -c 'b | c'", "a | t[sh] b | t[sh] c"},
      {"sh -c 'X=rm'; $X y", "t[sh] X=rm ; $X y"},
      {"$(echo rm) x; `printf rm` x; $(echo rm x); \"$(echo rm x)\"; $(which rm) x; $(command -v rm) x; rm $(pwd); rm "
       "\"$PWD\"/x; $(echo -e '\\x72m') x; $(echo cm0= | base64 -d) x; $(printf '%s' r m) x",
       "rm x ; s echo rm ; rm x ; s printf rm ; rm x ; s echo rm x ; 'rm x' ; s echo rm x ; rm x ; s which rm ; rm x ; "
       "s command -v rm ; rm /home/dev/app ; s pwd ; rm /home/dev/app/x ; rm x ; s echo -e \\x72m ; rm x ; s echo cm0= "
       "| s base64 -d ; rm x ; s printf %s r m"},
      {"echo $(cat f) $(echo $(echo a)) $(a; echo b)",
       "echo $(..) a $(..) ; s cat f ; s echo a ; s echo a ; s a ; s echo b"},
  });
}
