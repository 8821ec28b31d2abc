package io.howdah.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFilesTest {
  @TempDir Path folder;
  private final Configuration conf = new Configuration();

  private void write(String... names) throws Exception {
    for (String name : names) {
      Files.createDirectories(folder.resolve(name).getParent());
      Files.writeString(folder.resolve(name), "k\n");
    }
  }

  /** The files that arguments within the folder stand for, relative to it. */
  private List<String> listed(String... arguments) throws Exception {
    String top = "file:" + folder + "/";
    return InputFiles.expand(Arrays.stream(arguments).map(name -> top + name).toList(), conf)
        .stream()
        .map(file -> file.getPath().toString().substring(top.length()))
        .toList();
  }

  @Test
  void anExistingNameIsTakenAsItIs() throws Exception {
    List<String> names =
        List.of(
            "data[1].csv",
            "data1.csv",
            "a:b.csv",
            "*.csv",
            "?",
            "{a,b}",
            "a,b",
            "%41",
            "#",
            "a b ",
            " a",
            "a\\b",
            "a\nb",
            "'",
            "\"",
            "\u00e9",
            "e\u0301",
            "_x",
            ".x",
            "[",
            "}");
    write(names.toArray(String[]::new));
    for (String name : names) {
      assertThat(listed(name)).as(name).containsExactly(name);
      // without the scheme too
      assertThat(InputFiles.expand(List.of(folder + "/" + name), conf)).as(name).hasSize(1);
    }
    assertThat(listed(""))
        .hasSize(names.size() - 2)
        .contains("data[1].csv", "data1.csv", "a:b.csv");
  }

  @Test
  void aPatternStandsForAllThatMatchesButHiddenNames() throws Exception {
    write("a:1/x.csv", "a:2/y.csv", "b/z.csv", "b/_hidden.csv", "b/.hidden.csv", "b/\u00e9\n.csv");
    assertThat(listed("a:*/*.csv")).containsExactly("a:1/x.csv", "a:2/y.csv");
    assertThat(listed("{a:1,b}")).containsExactly("a:1/x.csv", "b/z.csv", "b/\u00e9\n.csv");
    assertThat(listed("b/*")).containsExactly("b/z.csv", "b/\u00e9\n.csv");
    assertThat(listed("b/_*")).containsExactly("b/_hidden.csv");
    assertThat(listed("{a:2/y,b/z}.csv")).containsExactly("a:2/y.csv", "b/z.csv");
    assertThat(listed("b/[x-z].csv")).containsExactly("b/z.csv");
    assertThatThrownBy(() -> listed("b/n*")).hasMessageContaining("Cannot find input");
  }

  @Test
  void theOrderIsThatOfTheArgumentsAndEachFileComesOnce() throws Exception {
    write("b/2.csv", "b/1.csv", "a/3.csv");
    assertThat(listed("b", "a", "b/1.csv")).containsExactly("b/1.csv", "b/2.csv", "a/3.csv");
  }

  @Test
  void whatIsLeftOutOfAFolderIsTold() throws Exception {
    write("a.csv", "_SUCCESS", ".a.csv.swp", "_logs/x");
    Files.writeString(folder.resolve("empty.csv"), "");
    InputFiles input = InputFiles.list(List.of(folder.toString()), conf);
    assertThat(input.files()).hasSize(1);
    assertThat(input.leftOut()).isEqualTo("3 hidden (names that begin with _ or .), 1 empty");
  }

  @Test
  void aLinkThatLeadsNowhereIsAnErrorThatNamesIt() throws Exception {
    write("a.csv");
    Files.createSymbolicLink(folder.resolve("b.csv"), folder.resolve("gone.csv"));
    for (String argument : List.of("", "*.csv")) {
      assertThatThrownBy(() -> listed(argument))
          .hasMessageContaining("Cannot read input " + folder.resolve("b.csv") + ": a link that");
    }
    assertThatThrownBy(() -> listed("b.csv")).hasMessageContaining("Cannot find input");
  }

  @Test
  void aLinkToAFileOrFolderIsFollowedAndOneInACircleIsRefused() throws Exception {
    write("in/a.csv", "other/b.csv");
    Files.createSymbolicLink(folder.resolve("in/l"), folder.resolve("other"));
    assertThat(listed("in")).containsExactly("in/a.csv", "in/l/b.csv");
    Files.createSymbolicLink(folder.resolve("other/l"), folder.resolve("in"));
    assertThatThrownBy(() -> listed("in")).hasMessageContaining("in/l/l: a link that leads to");
  }

  @Test
  void linksThatLeadToThemselvesAreNamedAtOnceAndNotFollowed() throws Exception {
    write("in/a.csv", "deep/b/c/d.csv");
    Files.createSymbolicLink(folder.resolve("in/self"), Path.of("self"));
    assertThatThrownBy(() -> listed("in"))
        .hasMessageContaining("Cannot read input " + folder.resolve("in/self") + ": a link that");
    Files.delete(folder.resolve("in/self"));
    Files.createSymbolicLink(folder.resolve("in/one"), Path.of("two"));
    Files.createSymbolicLink(folder.resolve("in/two"), Path.of("one"));
    assertThatThrownBy(() -> listed("in")).hasMessageMatching(".*/in/(one|two): a link that.*");
    assertThatThrownBy(() -> listed("in/one")).hasMessageContaining("a link that leads nowhere");
    Files.createSymbolicLink(folder.resolve("deep/b/c/up"), Path.of("../.."));
    for (String argument : List.of("deep", "deep/b", "deep/b/c", "deep/b/c/up", "deep/*/*/u*")) {
      assertThatThrownBy(() -> listed(argument))
          .as(argument)
          .hasMessageContaining(": a link that leads to " + folder.toRealPath().resolve("deep"))
          // one round at most
          .satisfies(e -> assertThat(e.getMessage().split("/up", -1).length).isLessThan(4));
    }
  }

  @Test
  void aFileThatIsStillBeingWrittenIsRefusedByFolderAndByPattern() throws Exception {
    write("a.csv", "b.csv._COPYING_");
    assertThatThrownBy(() -> listed("")).hasMessageContaining("still being written");
    assertThatThrownBy(() -> listed("*.csv")).hasMessageContaining("(b.csv._COPYING_)");
    assertThat(listed("a*.csv")).containsExactly("a.csv");
  }

  @Test
  void anUnknownSchemeIsTold() {
    assertThatThrownBy(() -> InputFiles.expand(List.of("hdsf:///data"), conf))
        .hasMessageContaining("Cannot find hdsf:///data: No FileSystem for scheme");
  }
}
