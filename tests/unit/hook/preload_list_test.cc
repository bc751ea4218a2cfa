// SPDX-License-Identifier: Apache-2.0
#include "preload/preload_list.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

using namespace vg::preload;

namespace {

const char own[] = "/usr/lib/vg/libvg.so";

/// Entries as execve takes them.
struct Block {
  explicit Block(const std::vector<std::string>& texts) : texts_(texts) {
    for (const std::string& text : texts_) pointers_.push_back(text.c_str());
    pointers_.push_back(nullptr);
  }
  Words words() const { return pointers_.data(); }

 private:
  std::vector<std::string> texts_;
  std::vector<const char*> pointers_;
};

std::unique_ptr<PreloadMemory> memory_of(const std::vector<std::string>& start, const char* own_name = own) {
  auto memory = std::make_unique<PreloadMemory>();
  memory->remember(own_name, Block(start).words());
  return memory;
}

std::vector<std::string> repaired(const PreloadMemory& memory, const std::vector<std::string>& texts,
                                  bool loads_shim = true) {
  const Block block(texts);
  const ChildEnvironment environment(block.words(), memory, loads_shim);
  std::vector<std::string> out;
  for (Words entry = environment.block(); *entry != nullptr; ++entry) out.emplace_back(*entry);
  CHECK(environment.is_changed() == (out != texts));
  return out;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("tokens are compared whole") {
  struct Row {
    const char* list;
    bool names;
  };
  for (const Row& row : {Row{"", false},
                         {"/usr/lib/vg/libvg.so", true},
                         {"a.so:/usr/lib/vg/libvg.so", true},
                         {"a.so /usr/lib/vg/libvg.so b.so", true},
                         {" ::/usr/lib/vg/libvg.so: ", true},
                         {"/usr/lib/vg/libvg.so.1", false},
                         {"x/usr/lib/vg/libvg.so", false},
                         {"libvg.so", false},
                         {"/usr/lib/vg/libvg.s", false},
                         {"/usr/lib/vg/libvg.so\t", false},
                         {"$LIB/libvg.so", true}})
    CHECK_MESSAGE(names_shim(row.list, own, "$LIB/libvg.so") == row.names, row.list);
}

TEST_CASE("what is there already is left alone") {
  const auto memory = memory_of({"LD_PRELOAD=/usr/lib/vg/libvg.so"});
  for (const Texts& texts :
       {Texts{"LD_PRELOAD=/usr/lib/vg/libvg.so"}, Texts{"A=1", "LD_PRELOAD=b:/usr/lib/vg/libvg.so", "B"}})
    CHECK(repaired(*memory, texts) == texts);
}

TEST_CASE("what was dropped comes back") {
  const auto memory = memory_of({"X=1", "LD_PRELOAD=/one.so /usr/lib/vg/libvg.so:/two.so", "Y=2"});
  const std::string whole = "LD_PRELOAD=/one.so /usr/lib/vg/libvg.so:/two.so";
  CHECK(repaired(*memory, {}) == Texts{whole});
  CHECK(repaired(*memory, {"A=1", "no equals", "\xff=\xfe", "A=2"}) ==
        Texts{"A=1", "no equals", "\xff=\xfe", "A=2", whole});
  CHECK(repaired(*memory, {"A=1", "LD_PRELOAD=", "B=2"}) == Texts{"A=1", whole, "B=2"});
  CHECK(repaired(*memory, {"LD_PRELOAD= : ", "B=2"}) == Texts{whole, "B=2"});
  CHECK(repaired(*memory, {"LD_PRELOADED=x"}) == Texts{"LD_PRELOADED=x", whole});
  const ChildEnvironment none(nullptr, *memory, true);
  REQUIRE(none.block() != nullptr);
  CHECK(std::string(none.block()[0]) == whole);
  CHECK(none.block()[1] == nullptr);
}

TEST_CASE("a list the program set keeps its order, ours comes last") {
  const auto memory = memory_of({"LD_PRELOAD=/usr/lib/vg/libvg.so"});
  CHECK(repaired(*memory, {"LD_PRELOAD=/b.so:/a.so"}) == Texts{"LD_PRELOAD=/b.so:/a.so:/usr/lib/vg/libvg.so"});
  // glibc obeys the last of several entries, musl the first: all are made to name us.
  CHECK(repaired(*memory, {"LD_PRELOAD=/a", "LD_PRELOAD=/usr/lib/vg/libvg.so", "LD_PRELOAD=/b"}) ==
        Texts{"LD_PRELOAD=/a:/usr/lib/vg/libvg.so", "LD_PRELOAD=/usr/lib/vg/libvg.so",
              "LD_PRELOAD=/b:/usr/lib/vg/libvg.so"});
}

TEST_CASE("a program that cannot load the shim is started without it") {
  const auto memory = memory_of({"LD_PRELOAD=$LIB/libvg.so"}, own);
  for (const auto& [given, expected] : std::vector<std::pair<Texts, Texts>>{
           {{}, {}},
           {{"A=1", "B=2"}, {"A=1", "B=2"}},
           {{"A=1", "LD_PRELOAD=/usr/lib/vg/libvg.so", "B=2"}, {"A=1", "B=2"}},
           {{"LD_PRELOAD=/a.so /usr/lib/vg/libvg.so:/b.so"}, {"LD_PRELOAD=/a.so:/b.so"}},
           {{"LD_PRELOAD=$LIB/libvg.so:/b.so"}, {"LD_PRELOAD=/b.so"}},
           {{"LD_PRELOAD=/x/usr/lib/vg/libvg.so"}, {"LD_PRELOAD=/x/usr/lib/vg/libvg.so"}},
           {{"LD_PRELOAD=/usr/lib/vg/libvg.so", "LD_PRELOAD=/b.so:/usr/lib/vg/libvg.so"}, {"LD_PRELOAD=/b.so"}},
           {{"LD_PRELOAD="}, {"LD_PRELOAD="}}})
    CHECK(repaired(*memory, given, false) == expected);
}

TEST_CASE("a block that is kept outlives its maker") {
  const auto memory = memory_of({"LD_PRELOAD=/usr/lib/vg/libvg.so"});
  const Block block({"A=1", "LD_PRELOAD=/a.so"});
  char** kept = nullptr;
  {
    ChildEnvironment environment(block.words(), *memory, true);
    kept = environment.keep();
  }
  REQUIRE(kept != nullptr);
  CHECK(std::string(kept[0]) == "A=1");
  CHECK(std::string(kept[1]) == "LD_PRELOAD=/a.so:/usr/lib/vg/libvg.so");
  CHECK(kept[2] == nullptr);
}

TEST_CASE("more entries than the stack holds") {
  const auto memory = memory_of({"LD_PRELOAD=/usr/lib/vg/libvg.so"});
  for (const int count : {93, 94, 95, 96, 97, 5000}) {
    Texts texts;
    for (int i = 0; i < count; ++i) texts.push_back("V" + std::to_string(i) + "=" + std::string(20, 'x'));
    Texts expected = texts;
    expected.push_back("LD_PRELOAD=/usr/lib/vg/libvg.so");
    CHECK(repaired(*memory, texts) == expected);
  }
}

TEST_CASE("how libvg.so stood in the list at start-up") {
  SUBCASE("as a bare name: the path it led to comes back, the name counts as present") {
    const auto memory = memory_of({"LD_PRELOAD=libvg.so:/x.so"});
    CHECK(std::string(memory->restored_entry()) == "LD_PRELOAD=/usr/lib/vg/libvg.so:/x.so");
    CHECK(repaired(*memory, {"LD_PRELOAD=libvg.so"}) == Texts{"LD_PRELOAD=libvg.so"});
  }
  SUBCASE("with a token that the loader expands") {
    const auto memory = memory_of({"LD_PRELOAD=/usr/$LIB/vg/libvg.so"});
    CHECK(std::string(memory->own_token()) == "/usr/$LIB/vg/libvg.so");
  }
  SUBCASE("not at all (ld.so --preload, /etc/ld.so.preload)") {
    const auto memory = memory_of({"A=1"});
    CHECK(std::string(memory->restored_entry()) == "LD_PRELOAD=/usr/lib/vg/libvg.so");
    CHECK(memory->own_token() == nullptr);
  }
  SUBCASE("another file of the same name is not ours") {
    const auto memory = memory_of({"LD_PRELOAD=/other/libvg.so"});
    CHECK(memory->own_token() == nullptr);
    CHECK(std::string(memory->restored_entry()) == "LD_PRELOAD=/usr/lib/vg/libvg.so");
  }
  SUBCASE("the last of several entries counts") {
    const auto memory = memory_of({"LD_PRELOAD=/a.so", "LD_PRELOAD=/usr/lib/vg/libvg.so /b.so"});
    CHECK(std::string(memory->restored_entry()) == "LD_PRELOAD=/usr/lib/vg/libvg.so /b.so");
  }
  SUBCASE("relative") {
    const auto memory = memory_of({"LD_PRELOAD=./libvg.so"}, "./libvg.so");
    CHECK(memory->own_path() == nullptr);
    CHECK(std::string(memory->restored_entry()) == "LD_PRELOAD=./libvg.so");
  }
  SUBCASE("in a list too long to remember") {
    const auto memory = memory_of({"LD_PRELOAD=" + std::string(2000, 'x') + ":/usr/lib/vg/libvg.so"});
    CHECK(std::string(memory->restored_entry()) == "LD_PRELOAD=/usr/lib/vg/libvg.so");
  }
  SUBCASE("without a name nothing is restored") {
    const auto memory = memory_of({"A=1"}, "");
    CHECK(memory->restored_entry() == nullptr);
    CHECK(repaired(*memory, {"A=1"}) == Texts{"A=1"});
  }
}
