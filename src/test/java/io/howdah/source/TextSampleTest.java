package io.howdah.source;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.record.RecordFormat;
import io.howdah.record.RecordSchema;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextSampleTest {
  @TempDir Path folder;
  private final Configuration conf = new Configuration();

  private void gzip(String name, String text) throws Exception {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(name)))) {
      out.write(text.getBytes(UTF_8));
    }
  }

  private TextSample sample(String format) throws Exception {
    return source(format).sample(100);
  }

  private TextSource source(String format) throws Exception {
    return (TextSource)
        new SourceSpec.Text(RecordFormat.of(format))
            .open(List.of(folder.toString()), 1 << 20, conf);
  }

  private static List<String> texts(TextSample sample) {
    return sample.entries().stream().map(entry -> entry.text().toString()).toList();
  }

  @Test
  void theHeaderIsThatOfTheFirstFileWithARecordOnceItIsUnpacked() throws Exception {
    gzip("0", "");
    gzip("1.csv.gz", "\n\n");
    Files.writeString(folder.resolve("2.csv"), "\uFEFF");
    Files.writeString(folder.resolve("3.csv"), "\r\n");
    gzip("4.csv", "\uFEFF\"id\",\"no\r\nte\"\na,1\n");
    Files.write(folder.resolve("5.csv"), "\uFEFFid,\"no\r\nte\"\nb,2\n".getBytes(UTF_16LE));
    TextSample sample = sample("csv");
    assertThat(source("csv").columns()).containsExactly("id", "no\r\nte");
    RecordSchema lacking = new RecordSchema("nobody", Optional.empty(), List.of());
    assertThatThrownBy(() -> source("csv").require(lacking)).hasMessageEndingWith("/4.csv)");
    assertThat(texts(sample)).containsExactly("a,1", "b,2");
  }

  @Test
  void anInputOfFilesThatAreAllEmptyHasNoRecords() throws Exception {
    gzip("0.gz", "");
    gzip("1", "\uFEFF\n");
    for (String format : List.of("csv", "tsv", "tsv-escaped")) {
      assertThatThrownBy(() -> sample(format))
          .hasMessageMatching("Invalid input file:.*/0.gz and 1 more: no records, and no header");
    }
    assertThat(texts(sample("json"))).isEmpty();
  }

  @Test
  void aSampleIsTakenWhereverThereAreRecords() throws Exception {
    for (int i = 0; i < 100; i++) {
      gzip(String.format("%02d.gz", i), "");
    }
    gzip("77.gz", "{\"id\":1}\n");
    assertThat(texts(sample("json"))).containsExactly("{\"id\":1}");
    gzip("77.gz", "id,x\na,1\n");
    assertThat(texts(sample("csv"))).containsExactly("a,1");
  }

  @Test
  void aLargeFileIsSampledAtPlacesOnlyWhereItIsNotPacked() throws Exception {
    StringBuilder text = new StringBuilder("id,x\n");
    for (int i = 0; i < 120_000; i++) {
      text.append(100_000 + i).append(",1234567890\n");
    }
    Files.write(folder.resolve("a.csv"), ("\uFEFF" + text).getBytes(UTF_16LE));
    assertThat(texts(sample("csv")))
        .hasSize(100)
        .startsWith("100000,1234567890", "100001,1234567890");
    Files.writeString(folder.resolve("a.csv"), text);
    List<String> plain = texts(sample("csv"));
    assertThat(plain).hasSize(100).startsWith("100000,1234567890");
    assertThat(plain.get(99)).as("from behind the middle").isGreaterThan("180000,");
  }
}
