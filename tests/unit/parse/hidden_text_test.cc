// SPDX-License-Identifier: Apache-2.0
/// Text that the line puts together before it runs it: parameter operators, functions, files of the line, filters.
#include "tests/unit/parse/rendering.h"

using namespace vg::rendering;

TEST_CASE("operators of parameters") {
  check({
      {"x=/usr/share/x; a ${x%/*} ${x%/*/*} ${x%%/s*} ${x#*/} ${x##*/}",
       "x=/usr/share/x ; a /usr/share /usr /usr usr/share/x x"},
      {"x=a.b.c; a ${x#?.} ${x%.?} ${x#[a-z]} ${x%[!a-z]c} ${x#nothing}", "x=a.b.c ; a b.c a.b .b.c a.b a.b.c"},
      {"x=r1m2; a ${x//[0-9]} ${x/[0-9]/_} ${x/#r/R} ${x/%2/3} ${x//?/y}", "x=r1m2 ; a rm r_m2 R1m2 r1m3 yyyy"},
      {"x=r-m; y=-; a ${x/$y/} ${x//\"$y\"/+} ${x/'-'/}", "x=r-m ; y=- ; a rm r+m rm"},
      {"x=abcrm; n=3; a ${x: -2} ${x:(-2)} ${x:n:2} ${x:$n} ${x:1:-1} ${x:n-1:1} ${x:9}",
       "x=abcrm ; n=3 ; a rm rm rm rm bcr c"},
      {"x=aBc; a ${x^} ${x^^} ${x,,} ${x^^[a]} ${x@U} ${x@L} ${x@u}", "x=aBc ; a ABc ABC abc ABc ABC abc ABc"},
      {"x='\\x72m'; a ${x@E}", "x=\\x72m ; a rm"},
      {"x=(p q rm); y=x; a ${x[@]:1} ${#x[@]} ${#x[2]} ${x[-1]} ${x[@]/q/Q}",
       "x=(p q rm) ; y=x ; a q rm 3 $#x[2] rm p Q rm"},
      {"set -- p q r; a ${@:2} ${@:2:1}", "set -- p q r ; a q r q"},
      {"x=a; a ${x//[[:alpha:]]/b} ${x/$Q/b} ${x%@(a)}", "x=a ; a $x//[[:alpha:]]/b $x/$Q/b $x%@(a)"},
  });
}

TEST_CASE("names that mean other names, and words that grow") {
  check({
      {"declare -n r=v; v=rm; $r x; r=ls; $v y", "declare -n r=v ; v=rm ; rm x ; r=ls ; ls y"},
      {"c+=r; c+=m; $c x", "c+=r ; c+=m ; $c x ; rm x"},
      {"a+=(rm); a+=(-f); \"${a[@]}\" x", "a+=(rm) ; a+=(-f) ; $a[@] x ; rm -f x"},
      {"for w in rm x; do set -- \"$@\" \"$w\"; done; \"$@\"", "set -- $@ rm ; set -- rm x ; $@ ; rm x"},
      {"X=1; while a; do b $X; shift; X=$Q; done", "X=1 ; a ; b 1 ; shift ; X=$Q ; a ; b $X ; shift ; X=$Q"},
      {"mapfile c < <(curl u); a \"${c[0]}\"", "mapfile c <<(..) ; s curl u ; a $(..)"},
  });
}

TEST_CASE("lists and loops with numbers") {
  check({
      {"m=([0]=rm [1]=-f); \"${m[@]}\" x; n=([1]=rm); \"${n[@]}\" x",
       "m=(<[0]=>rm <[1]=>-f) ; rm -f x ; n=(<[1]=>rm) ; $n[@] x"},
      {"s=mr; o=; for ((i=${#s}-1;i>=0;i--)); do o+=${s:i:1}; done; $o x", "s=mr ; o= ; o+=r ; o+=m ; rm x"},
      {"for ((i=0;i<$Q;i++)); do a; done; for ((i=0;i<9999;i++)); do a; done", "a ; a"},
      {"xargs sh -c '$0 $1' <<< 'rm x'", "t[xargs sh] rm x"},
  });
}

TEST_CASE("functions print") {
  check({
      {"f() { printf rm; }; $(f) x", "f printf rm ; rm x ; s f ; f printf rm"},
      {"f() { echo \"$1/$2\"; }; a $(f b c)", "f echo $1/$2 ; a b/c ; s f b c ; f echo b/c"},
  });
}

TEST_CASE("files of the line") {
  check({
      {"echo rm > f; $(cat f) x", "echo rm >f ; rm x ; s cat f"},
      {"echo rm > f; $(<f) x; $(< ./f) y", "echo rm >f ; rm x ; s <f ; rm y ; s <./f"},
      {"printf r > f; printf m >> f; read x < f; $x y", "printf r >f ; printf m >>f ; read x <f ; rm y"},
      {"{ echo a; echo b; } > f; a $(cat f)", "echo a ; echo b ; >f ; a a b ; s cat f"},
      {"echo rm | tee f; $(cat f) x", "echo rm | tee f ; rm x ; s cat f"},
      {"echo rm > f; cp f g; $(cat g) x", "echo rm >f ; cp f g ; rm x ; s cat g"},
      {"echo rm > f; make f; $(cat f) x", "echo rm >f ; make f ; $(..) x ; s cat f"},
      {"echo rm > f; curl u > f; $(cat f) x", "echo rm >f ; curl u >f ; $(..) x ; s cat f"},
      {"echo rm > $Q; $(cat $Q) x", "echo rm >$Q ; $(..) x ; s cat $Q"},
      {"echo 'rm y' > f; sh f", "echo 'rm y' >f ; sh f ! ; t[sh] rm y"},
  });
}

TEST_CASE("filters") {
  const auto printed = [](const std::string& line, const std::string& text) {
    CHECK_EQ(starts("a $(" + line + ")").substr(0, text.size() + 4), "a " + text + " ;");
  };
  printed("echo sn | tr ns mr", "rm");
  printed("echo RM | tr '[:upper:]' '[:lower:]'", "rm");
  printed("echo r-m | tr -d -- -", "$(..)");
  printed("echo rxm | tr -d x", "rm");
  printed("echo xrmx | cut -c2-3", "rm");
  printed("echo a:rm:b | cut -d: -f2", "rm");
  printed("printf 'a\\nrm\\nb\\n' | head -2 | tail -n 1", "rm");
  printed("echo rmx | head -c2", "rm");
  printed("printf 'b\\na\\n' | sort | paste -sd ''", "ab");
  printed("printf 'a\\nb\\n' | tac | xargs", "b a");
  printed("awk 'BEGIN{print \"rm\"}'", "rm");
  printed("awk 'BEGIN{printf \"%c%c\",114,109}'", "rm");
  printed("echo a rm | awk '{print $2}'", "rm");
  printed("awk '{print $2}' f", "$(..)");
  printed("env LC_ALL=C printf rm", "rm");
  printed("for c in r m; do printf $c; done", "rm");
  printed("true && echo rm || echo ls", "rm");
  printed("basename rm.sh .sh", "rm");
  printed("date +rm", "rm");
  printed("date +%s", "$(..)");
}
