package io.howdah.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class GivenPathTest {
  private static final String HERE = "file:" + Path.of("").toAbsolutePath();

  private static String qualified(String text) throws Exception {
    return GivenPath.qualified(text, new Configuration(false));
  }

  @Test
  void aQualifiedPathMeansTheSameFromAnotherFolder() throws Exception {
    assertThat(qualified("m2")).isEqualTo(HERE + "/m2");
    assertThat(qualified("./models/../m2")).isEqualTo(HERE + "/m2");
    assertThat(qualified("/data/x y%20z#1")).isEqualTo("file:/data/x y%20z#1");
    assertThat(qualified("file:///data/a")).isEqualTo("file:/data/a");
    assertThat(qualified("day=*/part-{1,2}.csv")).isEqualTo(HERE + "/day=*/part-{1,2}.csv");
    assertThat(qualified("a:b.csv")).isEqualTo(HERE + "/a:b.csv");
  }

  @Test
  void itIsReadAsWhatItWas() throws Exception {
    for (String text : new String[] {"m2", "a:b.csv", "x y%20z#1", "day=*/p.csv"}) {
      String whole = qualified(text);
      assertThat(qualified(whole)).isEqualTo(whole);
      assertThat(GivenPath.of(whole, new Configuration(false)).toUri().getPath())
          .isEqualTo(Path.of(text).toAbsolutePath().toString());
    }
  }
}
