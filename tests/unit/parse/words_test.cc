// SPDX-License-Identifier: Apache-2.0
/// Words, quotes, expansions.
#include "tests/unit/parse/rendering.h"

using namespace vg::rendering;

TEST_CASE("words and quotes") {
  check({
      {"echo plain", "echo plain"},
      {"echo 'single $x `y` \\' next", "echo 'single $x `y` \\' next"},
      {"echo \"double $x `y` \\$ \\\\ \\\" \\` \\n\"", "echo 'double $x $(..) $ \\ \" ` \\n' ; s y"},
      {"echo a\\ b\\'c \\\\ \\$x", "echo 'a b'c' \\ $x"},
      {"echo $'tab\\there' $'\\x41\\101\\u00e9\\e' $'it\\'s' $'\\cA' $'a\\0b'c", "echo 'tab\there' AAé it's  ac"},
      {"echo $\"translated $x\"", "echo 'translated $x'"},
      {"r\\\nm -r\\\nf x", "rm -rf x"},
      {"echo a # rm -rf /", "echo a"},
      {"echo a#b '#c' \\#d", "echo a#b #c #d"},
      {"# only a comment", ""},
      {"#comment\nls", "ls"},
      {"ls # a \\\nrm x", "ls ; rm x"},
      {"''rm \"\" 'a'\"b\"c", "rm '' abc"},
      {"$x ${x} ${x:-y} \"${x[@]}\" ${#x} ${!x} $1 $@ $? $$ $! $-", "$x $x $x:-y $x[@] $#x $!x $1 $@ $? $$ $! $-"},
      {"echo ${x:-$(rm a)} ${x/`rm b`/\"$(rm c)\"} \"${x:-it is}\" ${x:-'}'} \"${x#'}'}\"",
       "echo '$x:-$(rm a)' '$x/`rm b`/\"$(rm c)\"' '$x:-it is' $x:-'}' $x#'}' ; s rm a ; s rm b ; s rm c"},
      {"echo $(rm a) \"$(rm \"b c\")\" `rm d` \"`rm \\\"e\\\"`\"",
       "echo $(..) $(..) $(..) $(..) ; s rm a ; s rm 'b c' ; s rm d ; s rm e"},
      {"echo `a \\`b \\\\\\`c\\\\\\`\\`` $(a $(b $(c)))",
       "echo $(..) $(..) ; s a $(..) ; s b $(..) ; s c ; s a $(..) ; s b $(..) ; s c"},
      {"echo $((1+2)) $(( x + $(rm a) )) $[3+4] $((`rm b`))",
       "echo $((1+2)) '$(( x + $(rm a) ))' $((3+4)) '$((`rm b`))' ; s rm a ; s rm b"},
      {"echo $((rm a); rm b) $( (rm c) )", "echo $(..) $(..) ; s rm a ; s rm b ; s rm c"},
      {"diff <(rm a) >(rm b) x<(rm c)", "diff <(..) >(..) x<(..) ; s rm a ; s rm b ; s rm c"},
      {"ls *.c src/?.h [a-z]* [[:alpha:]]x [!a] x[ [x a]",
       "ls <*>.c src/<?>.h <[a-z]><*> <[[:alpha:]]>x <[!a]> x[ [x a]"},
      {"ls !(a|b) @(x|$(rm a)) +(y)z ?(q)", "ls !<(a|b)> '@<(x|$(rm a))>' +<(y)>z <?><(q)> ; s rm a"},
      {"/bin/r[\"m\"] x", "/bin/r<[>m] x"},
      {"echo ~ ~/x ~root ~+ ~- ~bob/x \"~\" \\~ a~ x=~",
       "echo /home/dev /home/dev/x /root /home/dev/app $~- $~bob/x ~ ~ a~ x=~"},
      {"X=~/b ls", "X=/home/dev/b ls"},
      {"{rm,-rf,/}", "rm -rf /"},
      {"echo {a,b}{1,2} x{a,'b c',$y}z {1..3} {a..c} {01..03} {5..1..2} {1..1000} {a} {} {a,{b,c}} \"{a,b}\" \\{a,b} "
       "{a\\,b,c}",
       "echo a1 a2 b1 b2 xaz 'xb cz' x$yz 1 2 3 a b c 01 02 03 5 3 1 ${1..1000} {a} {} a b c {a,b} {a,b} a,b c"},
      // The smallest number has no absolute value.
      {"echo {-9223372036854775808..0} {1..3..-9223372036854775808}",
       "echo {-9223372036854775808..0} {1..3..-9223372036854775808}"},
      {"echo {~,x}/y {a,b", "echo /home/dev/y x/y {a,b"},
      {"echo $ a$ \"$\" $. ${x", "echo $ a$ $ $. $x ! unterminated ${"},
      {"echo -- \"$@\" \"$*\" $*", "echo -- $@ $* $*"},
      {"echo \"a", "echo a ! unterminated quote"},
      {"echo 'a", "echo a ! unterminated quote"},
      {"echo `a", "echo '' ! unterminated `"},
      {"echo $(a", "echo $(..) ; s a ! unterminated $("},
      {"echo ${a", "echo $a ! unterminated ${"},
      {"echo \\", "echo \\"},
      {"echo \"$(cat <<E\n\"quoted\nE\n)\" after", "echo \"quoted after ; s cat <<E=\"\"quoted\\n\""},
  });
}
