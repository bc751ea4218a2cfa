// SPDX-License-Identifier: Apache-2.0
#include "core/parse/code_text.h"

#include <doctest/doctest.h>

#include <string>

using vg::code_output;
using vg::folded_code;

TEST_CASE("what is constant in code is worked out") {
  struct Row {
    const char* code;
    const char* holds;  ///< in what it is folded to
  };
  for (const Row& row : std::initializer_list<Row>{
           {"f=getattr(os,'sys'+'tem'); f('rm -rf /')", "os.system(\"rm -rf /\")"},
           {"__import__('os').system('x')", "os.system(\"x\")"},
           {"import os as o; o.system('x')", "os.system(\"x\")"},
           {"from os import system as s; s('x')", "os.system(\"x\")"},
           {"os.__dict__['system']('x')", "os.system(\"x\")"},
           {"sys.modules['os'].system('x')", "os.system(\"x\")"},
           {"system('ab'[::-1])", "system(\"ba\")"},
           {"system(''.join(['r','m']))", "system(\"rm\")"},
           {"system(['r','m'].join(''))", "system(\"rm\")"},
           {"system(join('','r','m'))", "system(\"rm\")"},
           {"system(chr(114).chr(109))", "system(\"rm\")"},
           {"e(String.fromCharCode(114,0x6d))", "e(\"rm\")"},
           {"e(bytes([114,109]).decode())", "e(\"rm\")"},
           {"e(bytes.fromhex('726d').decode())", "e(\"rm\")"},
           {"e(Buffer.from('cm0=','base64').toString())", "e(\"rm\")"},
           {"system(base64.b64decode('cm0='))", "system(\"rm\")"},
           {"system(pack('H*','726d'))", "system(\"rm\")"},
           {"e(codecs.decode('ez','rot13'))", "e(\"rm\")"},
           {"e('RM'.lower())", "e(\"rm\")"},
           {"e('rXm'.replace('X',''))", "e(\"rm\")"},
           {"e('mr'.split('').reverse().join(''))", "e(\"rm\")"},
           {"$a='r'; $a.='m'; system(\"$a -f\")", "system(\"rm -f\")"},
           {"x='rm'; system(\"#{x} -f\")", "system(\"rm -f\")"},
           {"const c='rm'; e(`${c} -f`)", "e(`rm -f`)"},
           {"$f='sys'.'tem'; $f('x')", "system(\"x\")"},
           {"send(:system, 'x')", "system( \"x\")"},
           {"method(:system).call('x')", "system(\"x\")"},
           {"const {exec:e}=require('child_process'); e('x')", "exec(\"x\")"},
           {"require('child_process')['ex'+'ec']('x')", "child_process\").exec(\"x\")"},
           {"e('%s -f' % 'rm')", "e(\"rm -f\")"},
           {"e('%s %s' % ('rm','-f'))", "e(\"rm -f\")"},
           {"e('{} {1}'.format('rm','-f'))", "e(\"rm -f\")"},
           {"[getattr(os,n)('x') for n in ['system']]", "os.system(\"x\")"},
           {"e(%w[rm -f].join(' '))", "e(\"rm -f\")"},
           {"array_map('system', ['x'])", "system(\"x\""},
           {"eval('a'+'b')", "\nab"},
           {"eval(\"system('r'+'m')\")", "system(\"rm\")"},
       }) {
    const std::string folded = folded_code(row.code);
    CAPTURE(std::string(row.code));
    CAPTURE(folded);
    CHECK(folded.find(row.holds) != std::string::npos);
  }
  for (const char* plain : {"", "print(x)", "a = b + c", "os.system(cmd)", "'unterminated", "((((", "x[", "$", "chr(",
                            "getattr(", "''.join([", "from", "{a:b}="})
    CHECK(folded_code(plain) == "");
  CHECK(folded_code(std::string(5000, '+')) == "");
}

TEST_CASE("code that only prints") {
  const auto printed = [](const char* code) { return code_output(code).value_or("?"); };
  CHECK(printed("print('r'+'m')") == "rm\n");
  CHECK(printed("print \"rm\"") == "rm\n");
  CHECK(printed("import sys; sys.stdout.write('rm')") == "rm");
  CHECK(printed("a='r'; console.log(a+'m')") == "rm\n");
  CHECK(printed("print(open('f').read())") == "?");
  CHECK(printed("os.remove('x'); print('y')") == "?");
  CHECK(printed("print(x)") == "?");
  CHECK(printed("") == "?");
}
