package io.howdah.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.howdah.record.RecordFormat;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputShapeTest {
  @TempDir Path dir;
  private final Configuration conf = new Configuration();

  private InputShape shape() throws Exception {
    return new SourceSpec.Text(RecordFormat.of("csv"))
        .open(List.of(dir.toUri().toString()), 1 << 20, conf)
        .shape();
  }

  private static String records(int count) {
    StringBuilder text = new StringBuilder("id,x\n");
    for (int i = 0; i < count; i++) {
      text.append(1_000_000 + i).append(',').append(i % 10).append('\n');
    }
    return text.toString();
  }

  @Test
  void aSmallInputIsCounted() throws Exception {
    Files.writeString(dir.resolve("a.csv"), records(10));
    Files.writeString(dir.resolve("b.csv"), records(30));
    InputShape shape = shape();
    assertThat(shape.files()).isEqualTo(2);
    assertThat(shape.rows()).isEqualTo(40);
    assertThat(shape.mappers()).isEqualTo(1); // small files go together
    assertThat(shape.longestRows()).isEqualTo(40);
  }

  @Test
  void aLargeInputIsEstimatedAndPartedAsTheJobWouldPartIt() throws Exception {
    Files.writeString(dir.resolve("a.csv"), records(100_000));
    conf.set("mapreduce.input.fileinputformat.split.maxsize", "500000");
    InputShape shape = shape();
    assertThat(shape.rows()).isCloseTo(100_000, within(100L));
    assertThat(shape.mappers()).isEqualTo(2);
    assertThat(shape.longestRows()).isCloseTo(50_000, within(100L));
  }

  @Test
  void theRowsOfACompressedFileAreThoseOfItsText() throws Exception {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(dir.resolve("a.csv.gz")))) {
      out.write(records(1_500).getBytes(StandardCharsets.UTF_8));
    }
    assertThat(shape().rows()).isEqualTo(1_500);
  }

  @Test
  void filesThatAreEmptyOnceTheyAreUnpackedHaveNoRows() throws Exception {
    for (int i = 0; i < 40; i++) {
      new GZIPOutputStream(Files.newOutputStream(dir.resolve(String.format("a-%02d", i)))).close();
    }
    Files.writeString(dir.resolve("a-37"), records(10));
    assertThat(shape().rows()).isGreaterThan(0);
    assertThat(shape().mappers()).isEqualTo(1);
  }

  @Test
  void theRowsOfALargeCompressedFileAreEstimated() throws Exception {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(dir.resolve("a.csv.gz")))) {
      out.write(records(1_000_000).getBytes(StandardCharsets.UTF_8));
    }
    assertThat(shape().rows()).isCloseTo(1_000_000, Percentage.withPercentage(60));
  }
}
