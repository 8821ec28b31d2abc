package io.howdah.source;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.batch.output.ByteBooks;
import io.howdah.record.RecordFormat;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.GzipCodec;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.util.ReflectionUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the driver listed is what is read, byte for byte and in that order; the books tell if not.
 */
class RecordInputFormatTest {
  /** Parts of names that patterns, URIs, lists and shells give a meaning to. */
  private static final List<String> NASTY =
      List.of(
          "a",
          "B",
          "1",
          " ",
          "%41",
          "%",
          "#",
          "?",
          "*",
          "[1]",
          "[",
          "]",
          "{a,b}",
          "{",
          "}",
          ",",
          "\\",
          "\n",
          "\t",
          "'",
          "\"",
          ":",
          ";",
          "&",
          "$",
          "${user.name}",
          "=",
          "+",
          "~",
          "-",
          ".",
          "_",
          "\u00e9",
          "e\u0301",
          "\u4e2d",
          "\uD83D\uDC18",
          "\u2028",
          "!",
          "|",
          "<",
          ">",
          "^",
          "@",
          "(",
          ")");

  @TempDir Path folder;
  private final Configuration conf = new Configuration();
  private TextLayout layout = new TextLayout(RecordFormat.of("csv"), 1 << 20);
  private FileSystem local;
  private Path scratch;
  private Path input;

  @BeforeEach
  void makeTheFolders() throws Exception {
    local = FileSystem.getLocal(conf);
    scratch = Files.createDirectories(folder.resolve("scratch"));
    input = Files.createDirectories(folder.resolve("input"));
  }

  private List<FileStatus> listed() throws Exception {
    return InputFiles.expand(List.of(input.toString()), conf);
  }

  private List<PartRead> reads = new ArrayList<>();

  /** Every record, as tasks read them that get their splits in no particular order. */
  private List<ReadInput.Entry> read(List<FileStatus> files) throws Exception {
    List<ReadInput.Entry> entries = new ArrayList<>();
    reads = new ArrayList<>();
    for (InputSplit split : ReadInput.splits(conf, layout, files, scratch)) {
      RecordSplit sent = ReadInput.sent(split);
      List<ReadInput.Entry> some = ReadInput.read(conf, layout, sent);
      assertThat(some).isSortedAccordingTo(Comparator.comparingLong(ReadInput.Entry::place));
      entries.addAll(some);
      reads.addAll(sent.read());
    }
    entries.sort(Comparator.comparingLong(ReadInput.Entry::place));
    return entries;
  }

  private void assertBalanced(List<FileStatus> files) throws Exception {
    ByteBooks.mustBalance(local, ReadInput.books(local, scratch, reads), files);
  }

  private static String name(Random random) {
    StringBuilder name = new StringBuilder();
    int length = 1 + random.nextInt(5);
    for (int i = 0; i < length; i++) {
      name.append(NASTY.get(random.nextInt(NASTY.size())));
    }
    String text = name.toString();
    boolean hidden = text.startsWith(".") || text.startsWith("_");
    // what is hidden is left out, and has a test of its own
    return hidden ? "x" + text : text;
  }

  private void write(Path file, byte[] bytes, String suffix) throws Exception {
    Class<? extends CompressionCodec> type =
        suffix.equals(".gz") ? GzipCodec.class : BZip2Codec.class;
    if (suffix.isEmpty()) {
      Files.write(file, bytes);
      return;
    }
    try (OutputStream out =
        ReflectionUtils.newInstance(type, conf).createOutputStream(Files.newOutputStream(file))) {
      out.write(bytes);
    }
  }

  @Test
  void everyRecordComesOnceAndInOrderWhateverTheNamesAndTheSplits() throws Exception {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      input = Files.createDirectories(folder.resolve("input-" + seed).resolve(name(random)));
      conf.setLong(
          "mapreduce.input.fileinputformat.split.maxsize",
          20 + random.nextInt(random.nextBoolean() ? 60 : 2000));
      List<String[]> written = new ArrayList<>(); // file, record
      int count = 1 + random.nextInt(12);
      for (int i = 0; i < count; i++) {
        Path place = input;
        while (random.nextInt(3) == 0) {
          place = place.resolve(name(random));
        }
        String suffix = List.of("", "", ".gz", ".bz2").get(random.nextInt(4));
        Path file = place.resolve(name(random) + suffix);
        if (Files.exists(file) || hasFileAbove(place)) {
          continue;
        }
        Files.createDirectories(place);
        StringBuilder text = new StringBuilder();
        int records = random.nextInt(40);
        for (int r = 0; r < records; r++) {
          String record = seed + "-" + i + "-" + r + "-" + "x".repeat(random.nextInt(30));
          written.add(new String[] {"file:" + file, record});
          text.append(record).append(random.nextInt(3) == 0 ? "\r\n" : "\n");
        }
        boolean open = records > 0 && random.nextInt(3) == 0;
        write(file, text.substring(0, text.length() - (open ? 1 : 0)).getBytes(UTF_8), suffix);
      }
      if (written.isEmpty()) {
        continue;
      }
      List<String> expected =
          written.stream()
              .sorted(Comparator.comparing((String[] entry) -> entry[0]))
              .map(entry -> entry[0] + " > " + entry[1].strip())
              .toList();
      List<FileStatus> files = listed();
      assertThat(read(files).stream().map(e -> e.file() + " > " + e.text()))
          .as("seed %d", seed)
          .isEqualTo(expected);
      assertBalanced(files);
    }
  }

  /** Nothing, one line end, a byte order mark: first, last, between, and each packed. */
  @Test
  void filesThatAreEmptyOnceTheyAreUnpackedAreReadAndBalance() throws Exception {
    layout = layout.withHeader("id,x");
    for (int most : new int[] {7, 1000}) {
      conf.setLong("mapreduce.input.fileinputformat.split.maxsize", most);
      int number = 0;
      for (String text : List.of("", "\n", "\r\n\r\n", "\uFEFF", "\uFEFF\n", "\n\n\n\n")) {
        byte[] bytes = text.getBytes(UTF_8);
        number++;
        for (String place : List.of("0-first", "5-middle", "9-last")) {
          if (!text.isEmpty()) {
            Files.write(input.resolve(place + number), bytes);
          }
          for (String suffix : List.of(".gz", ".bz2")) {
            write(input.resolve(place + number + suffix), bytes, suffix);
            // under a name that says nothing, and one that says another packing
            write(input.resolve(place + number + suffix.substring(1)), bytes, suffix);
            write(input.resolve(place + number + suffix + ".zst"), bytes, suffix);
          }
        }
      }
      Files.write(input.resolve("3-wide"), "\uFEFF".getBytes(UTF_16LE));
      Files.writeString(input.resolve("4.csv"), "id,x\na,1\nb,2\n");
      write(input.resolve("6.csv"), "\uFEFF\n\"id\",x\nc,3\nd,4".getBytes(UTF_8), ".gz");
      List<FileStatus> files = listed();
      assertThat(read(files).stream().map(ReadInput.Entry::text))
          .containsExactly("a,1", "b,2", "c,3", "d,4");
      assertBalanced(files);
    }
  }

  @Test
  void blankLinesBeforeAHeaderMayFillWholeParts() throws Exception {
    layout = layout.withHeader("id,x");
    for (String kind : List.of("csv", "tsv")) {
      layout = new TextLayout(RecordFormat.of(kind), layout.headerLine(), layout.maxRecordBytes());
      for (int blank : new int[] {1, 6, 7, 8, 20, 21, 22, 700}) {
        for (int most : new int[] {7, 20, 300}) {
          conf.setLong("mapreduce.input.fileinputformat.split.maxsize", most);
          for (String lead : List.of("\n", "\r\n")) {
            String lines = lead.repeat(blank);
            Files.writeString(input.resolve("a"), lines);
            Files.writeString(input.resolve("b"), "\uFEFF" + lines + "id,x\n" + lines + "a,1\nb,2");
            Files.writeString(input.resolve("c"), lines + "id,x\n");
            List<FileStatus> files = listed();
            assertThat(read(files).stream().map(ReadInput.Entry::text))
                .as("%s, %d blank lines, parts of %d", kind, blank, most)
                .containsExactly("a,1", "b,2");
            assertBalanced(files);
          }
        }
      }
    }
  }

  /** However small the parts of a job: what cannot be separated by its first bytes is not. */
  @Test
  void whatIsPackedIsPartedByItsBytesAndNotByItsName() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      text.append("k").append(i).append(",").append(i * 7919L % 1000).append("\r\n");
    }
    byte[] bytes = text.toString().getBytes(UTF_8);
    conf.setLong("mapreduce.input.fileinputformat.split.maxsize", 300);
    for (String suffix : List.of("", ".gz", ".bz2")) {
      for (String name : List.of("a", "a.csv", "a.gz", "a.bz2", "a.zst")) {
        Path file = input.resolve(name);
        write(file, bytes, suffix);
        List<FileStatus> files = listed();
        assertThat(read(files).stream().map(ReadInput.Entry::text))
            .as("%s as %s", suffix, name)
            .containsExactly(text.toString().split("\r\n"));
        assertBalanced(files);
        assertThat(ReadInput.splits(conf, layout, files, scratch).size() > 1)
            .as("%s as %s is parted", suffix, name)
            .isEqualTo(!suffix.equals(".gz"));
        Files.delete(file);
      }
      Files.write(input.resolve("wide"), ("\uFEFF" + text).getBytes(UTF_16LE));
      assertThat(read(listed())).hasSize(500);
      assertBalanced(listed());
      Files.delete(input.resolve("wide"));
    }
  }

  @Test
  void aPartThatIsLeftOutReadTwiceOrReadShortIsNoticed() throws Exception {
    Files.writeString(input.resolve("a.csv"), "x".repeat(99) + "\n");
    Files.writeString(input.resolve("b.csv"), "y".repeat(1023) + "\n");
    List<FileStatus> files = listed();
    PartRead a = new PartRead(0, 0, 100);
    PartRead head = new PartRead(1, 0, 512);
    PartRead tail = new PartRead(1, 512, 1024);
    assertBalance(files, List.of(tail, a, head));
    String b = files.get(1).getPath().toString();
    assertThatThrownBy(() -> assertBalance(files, List.of(a, head)))
        .hasMessageStartingWith(
            "Cannot publish: of "
                + b
                + " 1,024 bytes were listed, 512 read (they part at byte 512");
    assertThatThrownBy(() -> assertBalance(files, List.of(head, tail)))
        .hasMessageContaining("a.csv 100 bytes were listed, 0 read");
    assertThatThrownBy(() -> assertBalance(files, List.of(a, a, head, tail)))
        .hasMessageContaining("a.csv 100 bytes were listed, 200 read");
    assertThatThrownBy(() -> assertBalance(files, List.of(a, head, new PartRead(1, 500, 1012))))
        .hasMessageContaining("1,024 bytes were listed, 1,024 read (they part at byte 512");
    assertThatThrownBy(() -> assertBalance(files, List.of(a, head, new PartRead(1, 512, 1025))))
        .hasMessageContaining("1,024 bytes were listed, 1,025 read");
  }

  private void assertBalance(List<FileStatus> files, List<PartRead> found) throws Exception {
    ByteBooks.mustBalance(local, ReadInput.books(local, scratch, found), files);
  }

  @Test
  void aFileThatChangesAfterItWasListedIsRefused() throws Exception {
    Path file = Files.writeString(input.resolve("a.csv"), "a,1\nb,2\n");
    List<FileStatus> files = listed();
    Files.writeString(file, "a,1\nb,2\nc,3\n");
    assertThatThrownBy(() -> read(files))
        .hasMessageContaining("Cannot read input file:" + file + ": it has changed since it was")
        .hasMessageContaining("8 bytes of ")
        .hasMessageContaining("12 bytes of ");
    Files.delete(file);
    assertThatThrownBy(() -> read(files)).hasMessageContaining("it was listed and is gone");
  }

  @Test
  void aFileThatChangesWhileItIsReadIsRefused() throws Exception {
    Path file = Files.writeString(input.resolve("a.csv"), "a,1\nb,2\n");
    for (String other : List.of("a,1\n", "a,1\nb,2\nc,3\n", "c,3\nd,4\n")) {
      Files.writeString(file, "a,1\nb,2\n");
      Files.setLastModifiedTime(file, FileTime.fromMillis(1000));
      RecordSplit split = ReadInput.sent(ReadInput.splits(conf, layout, listed(), scratch).get(0));
      Files.writeString(file, other);
      assertThatThrownBy(() -> ReadInput.read(conf, layout, split))
          .as(other)
          .hasMessageContaining("it has changed since it was listed");
      assertThat(split.read()).isEmpty();
    }
  }

  @Test
  void aPlaceIsThePartAndTheOffsetInIt() throws Exception {
    Files.writeString(input.resolve("a.csv"), "k1\nk2\n\nk3\n");
    Files.writeString(input.resolve("b.csv"), "k4\nk5\n");
    long second = 1L << 42;
    assertThat(read(listed()).stream().map(e -> e.text() + " " + e.place()))
        .containsExactly("k1 0", "k2 3", "k3 7", "k4 " + second, "k5 " + (second + 3));
  }

  private boolean hasFileAbove(Path place) {
    for (Path at = place; !at.equals(input); at = at.getParent()) {
      if (Files.isRegularFile(at)) {
        return true;
      }
    }
    return false;
  }
}
