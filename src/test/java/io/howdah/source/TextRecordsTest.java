package io.howdah.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.record.RecordFormat;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.StorageStatistics;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.GzipCodec;
import org.apache.hadoop.util.ReflectionUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextRecordsTest {
  @TempDir Path folder;
  private final Configuration conf = new Configuration();
  private TextLayout layout = new TextLayout(RecordFormat.of("csv"), 1 << 20);

  private List<String> read(Path file, long from, long length) throws Exception {
    List<String> records = new ArrayList<>();
    try (TextRecords lines =
        TextRecords.open(new org.apache.hadoop.fs.Path(file.toUri()), from, length, layout, conf)) {
      while (lines.next()) {
        records.add(lines.record().toString());
      }
    }
    return records;
  }

  private List<String> read(String name, String text) throws Exception {
    Path file = Files.writeString(folder.resolve(name), text);
    return read(file, 0, Files.size(file));
  }

  @Test
  void givesEveryRecordOnceHoweverTheFileIsSplit() throws Exception {
    Random random = new Random(5);
    layout = layout.withHeader("id,x");
    StringBuilder text = new StringBuilder("id,x\r\n");
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      expected.add("k" + "y".repeat(random.nextInt(30)) + "," + i);
      text.append(expected.get(i)).append(random.nextBoolean() ? "\r\n" : "\n");
    }
    Path file = Files.writeString(folder.resolve("a.csv"), text);
    for (int round = 0; round < 200; round++) {
      int part = 6 + random.nextInt(400);
      List<String> records = new ArrayList<>();
      for (long from = 0; from < Files.size(file); from += part) {
        records.addAll(read(file, from, Math.min(part, Files.size(file) - from)));
      }
      assertThat(records).as("parts of %d bytes", part).isEqualTo(expected);
    }
  }

  @Test
  void aHeaderIsTheFirstFilesHoweverItsNamesAreQuoted() throws Exception {
    layout = layout.withHeader("id,x y");
    assertThat(read("quoted.csv", "\"id\",\"x y\"\r\na,1\n")).containsExactly("a,1");
    assertThat(read("blanks.csv", " id , x y\na,1\n")).containsExactly("a,1");
    for (String other : List.of("x y,id", "id,x", "id,x y,z", "\"id,x y\"", "\"id,x y")) {
      assertThatThrownBy(() -> read("other.csv", other + "\na,1\n"))
          .as(other)
          .hasMessageStartingWith("Invalid header in ")
          .hasMessageEndingWith("(must be the first file's: id,x y)");
    }
  }

  @Test
  void namesATruncatedFileOfBlocks() throws Exception {
    Path file = folder.resolve("cut.csv.bz2");
    BZip2Codec codec = ReflectionUtils.newInstance(BZip2Codec.class, conf);
    try (OutputStream out = codec.createOutputStream(Files.newOutputStream(file))) {
      out.write("a,1\nb,2\n".repeat(100).getBytes(StandardCharsets.UTF_8));
    }
    byte[] all = Files.readAllBytes(file);
    assertThat(read(file, 0, all.length)).hasSize(200);
    for (int left = 1; left < all.length; left++) {
      Files.write(file, Arrays.copyOf(all, left));
      assertThatThrownBy(() -> read(file, 0, Files.size(file)))
          .as("%d of %d bytes", left, all.length)
          .hasMessageStartingWith("Failed to read ")
          .hasMessageContaining("cut.csv.bz2");
    }
    Files.write(file, Arrays.copyOf(all, all.length + 3));
    assertThatThrownBy(() -> read(file, 0, Files.size(file))).hasMessageContaining("cut.csv.bz2");
  }

  @Test
  void readsGzipAndBzip2() throws Exception {
    for (Class<? extends CompressionCodec> type : List.of(GzipCodec.class, BZip2Codec.class)) {
      CompressionCodec codec = ReflectionUtils.newInstance(type, conf);
      Path file = folder.resolve("a.csv" + codec.getDefaultExtension());
      try (OutputStream out = codec.createOutputStream(Files.newOutputStream(file))) {
        out.write("a,1\nb,2\n".getBytes(StandardCharsets.UTF_8));
      }
      assertThat(read(file, 0, Files.size(file))).containsExactly("a,1", "b,2");
    }
  }

  @Test
  void dropsTheByteOrderMarkAndBlankLines() throws Exception {
    assertThat(read("a.csv", "\uFEFFa,1\r\n\r\n\nb,2")).containsExactly("a,1", "b,2");
  }

  @Test
  void aHeaderBehindManyBlankLinesIsLeftOutHoweverTheFileIsSplit() throws Exception {
    layout = layout.withHeader("id,x");
    for (int blank : new int[] {511, 512, 513, 9_000, 20_000}) {
      Path file =
          Files.writeString(folder.resolve("a.csv"), "\n".repeat(blank) + "id,x\na,1\nb,2\n");
      for (long part : new long[] {300, 512, 600, 5_000}) {
        List<String> records = new ArrayList<>();
        for (long from = 0; from < Files.size(file); from += part) {
          records.addAll(read(file, from, Math.min(part, Files.size(file) - from)));
        }
        assertThat(records).as("%d, in parts of %d", blank, part).containsExactly("a,1", "b,2");
      }
    }
  }

  @Test
  void aPartFarBehindBlankLinesIsReadWithoutWhatLiesBefore() throws Exception {
    layout = layout.withHeader("id,x");
    layout =
        new TextLayout(layout.format(), layout.headerLine(), 1_000); // by which a part looks back
    String records = "k,1\n".repeat(500_000);
    Path file = Files.writeString(folder.resolve("a.csv"), "\n".repeat(600) + "id,x\n" + records);
    StorageStatistics local = FileSystem.getGlobalStorageStatistics().get("file");
    long before = local.getLong("bytesRead");
    // the one at its first byte is the part's before it
    assertThat(read(file, Files.size(file) - 400, 400)).hasSize(99);
    assertThat(local.getLong("bytesRead") - before).isLessThan(300_000);
  }

  @Test
  void theProgressThroughAPackedFileIsOfAllOfItHoweverLargeItIs() throws Exception {
    Path file = folder.resolve("large.gz");
    // more than is read ahead, or the zeros behind it would all be read
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("a,1\n".repeat(1 << 20).getBytes(StandardCharsets.UTF_8));
    }
    long size = 3L << 30;
    try (RandomAccessFile hole = new RandomAccessFile(file.toFile(), "rw")) {
      hole.setLength(size);
    }
    try (TextRecords lines =
        TextRecords.open(new org.apache.hadoop.fs.Path(file.toUri()), 0, size, layout, conf)) {
      assertThat(lines.next()).isTrue();
      assertThat(lines.progress()).isEqualTo((float) lines.reached() / (3 * 1_073_741_824L));
    }
  }

  @Test
  void joinsAQuotedLineBreakOfAFileThatIsReadWhole() throws Exception {
    assertThat(read("a.csv", "\"a\nb\",1\nc,2\n")).containsExactly("\"a\nb\",1", "c,2");
  }

  @Test
  void aQuoteThatNeverClosesCostsItsOwnLineOnly() throws Exception {
    assertThat(read("a.csv", "\"a,1\nb,2\nc,3\n")).containsExactly("\"a,1", "b,2", "c,3");
  }

  @Test
  void aQuoteThatIsNotAFieldsFirstOpensNothing() throws Exception {
    assertThat(read("a.csv", "a,5\"\nb,2\nc,6\"\n")).containsExactly("a,5\"", "b,2", "c,6\"");
  }

  @Test
  void aQuoteThatClosesWithinAnotherFieldCostsItsOwnLineOnly() throws Exception {
    assertThat(read("a.csv", "\"a,1\nb,2\nc,\"3\n4\"\nd,5\n"))
        .containsExactly("\"a,1", "b,2", "c,\"3\n4\"", "d,5");
  }

  @Test
  void findsQuotedLineBreaksBehindAQuoteThatNeverCloses() throws Exception {
    layout = new TextLayout(layout.format(), layout.headerLine(), 20);
    String lines = "\"a,1\n\"b\nb\",2\nccccccccccc,3\nddddddddddd,4\n";
    assertThat(read("a.csv", lines))
        .containsExactly("\"a,1", "\"b\nb\",2", "ccccccccccc,3", "ddddddddddd,4");
  }

  @Test
  void anOversizedLineComesCutAndTheNextOneWhole() throws Exception {
    layout = new TextLayout(layout.format(), layout.headerLine(), 10);
    assertThat(read("a.csv", "x".repeat(5000) + "\nb,2\n")).containsExactly("x".repeat(11), "b,2");
  }

  @Test
  void refusesAFileWithAnotherHeader() throws Exception {
    layout = layout.withHeader("id,x");
    assertThatThrownBy(() -> read("other.csv", "x,id\n1,a\n"))
        .hasMessageContaining("Invalid header in")
        .hasMessageContaining("other.csv: x,id (must be the first file's: id,x)");
  }
}
