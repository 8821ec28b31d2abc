package io.howdah.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.howdah.record.InvalidRecordException;
import io.howdah.record.RecordDecoder;
import io.howdah.record.RecordFormat;
import io.howdah.record.RecordFrames;
import io.howdah.record.RecordSchema;
import io.howdah.record.RecordSink;
import io.howdah.record.RejectCause;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Records whose keys are known are written in every way that a format allows, and read back from a
 * file, from a compressed one, from parts of one, and as events: always the same keys and rejects.
 */
class FramingPropertiesTest {
  private static final List<String> LINE_ENDS = List.of("\n", "\r\n", "\r");

  /** One for all: each reads Hadoop's settings anew when it is first asked. */
  private static final Configuration CONF = new Configuration();

  private static final String AWKWARD = "\"\"\n\n\r\r\t,, \\\\ab{}é";

  /**
   * One record.
   *
   * @param bytes as it lies in a text, without what ends it
   * @param expected what is read of it: its key in hexadecimal digits, or why it is a reject
   * @param spansLines in quotes
   */
  private record Known(byte[] bytes, String expected, boolean spansLines) {}

  @TempDir Path folder;

  /** Writes the keys of a format as its writers do. */
  private record Writer(String format, Random random, String alphabet) {
    Known record() {
      if (random.nextInt(12) == 0) {
        return malformed();
      }
      String key = key();
      return switch (format) {
        case "json" -> known(json(key), key, false);
        case "tsv-escaped" -> known(blanks() + escaped(key) + blanks() + "\t1", key, false);
        case "tsv" -> known(blanks() + key + blanks() + "\t1", key, false);
        default -> csv(key);
      };
    }

    private Known csv(String key) {
      boolean mustQuote = key.chars().anyMatch(c -> ",\"\n\r".indexOf(c) >= 0) || !isTrimmed(key);
      if (!mustQuote && random.nextBoolean()) {
        return known(blanks() + key + blanks() + ",1", key, false);
      }
      boolean spans = key.indexOf('\n') >= 0 || key.indexOf('\r') >= 0;
      return known("\"" + key.replace("\"", "\"\"") + "\",1", key, spans);
    }

    private String json(String key) {
      String ascii = new String(JsonStringEncoder.getInstance().quoteAsString(key));
      return "{\"x\":1," + blanks() + "\"id\":" + blanks() + "\"" + ascii + "\"}";
    }

    private String escaped(String key) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < key.length(); i++) {
        char c = key.charAt(i);
        String letter = c == '\t' ? "t" : c == '\n' ? "n" : c == '\r' ? "r" : "";
        if (c == '\\') {
          text.append("\\\\");
        } else if (letter.isEmpty()) {
          text.append(c);
        } else {
          // a line break that is not the last byte may also stand there itself
          text.append('\\').append(random.nextBoolean() && c == '\n' ? "\n" : letter);
        }
      }
      return text.toString();
    }

    private static Known known(String text, String key, boolean spansLines) {
      String hex = HexFormat.of().formatHex(key.getBytes(UTF_8));
      return new Known(text.getBytes(UTF_8), key.isEmpty() ? "EMPTY_KEY" : hex, spansLines);
    }

    /** A key of which no decoder may make text: cut off, too long, a surrogate, no sequence. */
    private Known malformed() {
      String hex =
          List.of("636166e9", "e282", "f09f98", "c0af", "eda080", "6180", "ff", "f4908080")
              .get(random.nextInt(8));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.writeBytes((format.equals("json") ? "{\"x\":1,\"id\":\"" : "").getBytes(UTF_8));
      bytes.writeBytes(HexFormat.of().parseHex(hex));
      String rest = format.equals("json") ? "\"}" : format.equals("csv") ? ",1" : "\t1";
      bytes.writeBytes(rest.getBytes(UTF_8));
      return new Known(bytes.toByteArray(), "MALFORMED_TEXT", false);
    }

    private String key() {
      StringBuilder key = new StringBuilder();
      for (int n = random.nextInt(9); n > 0; n--) {
        key.append(
            random.nextInt(4) > 0
                ? alphabet.charAt(random.nextInt(alphabet.length()))
                : anyCharacter());
      }
      String text = key.toString();
      if (format.equals("tsv")) {
        text = text.replaceAll("[\t\n\r]", "_");
      }
      boolean keepsBlanks = format.equals("json") || format.equals("csv");
      return keepsBlanks ? text : text.replaceAll("^[ ]+|[ ]+$", "");
    }

    private String anyCharacter() {
      int point;
      do {
        point = random.nextInt(random.nextBoolean() ? 0x3000 : 0x110000);
      } while ((point >= 0xD800 && point < 0xE000) || "\t\n\r \",\\".indexOf(point) >= 0);
      return Character.toString(point);
    }

    private String blanks() {
      return " ".repeat(Math.max(0, random.nextInt(5) - 2));
    }

    private static boolean isTrimmed(String key) {
      return !key.matches("(?s)[ \t].*|.*[ \t]");
    }
  }

  private static String header(String format) {
    return switch (format) {
      case "json" -> "";
      case "csv" -> "id,x";
      default -> "id\tx";
    };
  }

  private static byte[] text(List<Known> records, String header, Random random) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes((random.nextBoolean() ? "\uFEFF" : "").getBytes(UTF_8));
    if (!header.isEmpty()) {
      text.writeBytes((header + lineEnd(random)).getBytes(UTF_8));
    }
    for (int i = 0; i < records.size(); i++) {
      while (random.nextInt(6) == 0) {
        text.writeBytes(lineEnd(random).getBytes(UTF_8));
      }
      text.writeBytes(records.get(i).bytes());
      if (i + 1 < records.size() || random.nextBoolean()) {
        text.writeBytes(lineEnd(random).getBytes(UTF_8));
      }
    }
    return text.toByteArray();
  }

  private static String lineEnd(Random random) {
    return LINE_ENDS.get(random.nextInt(3));
  }

  private static RecordDecoder<Text> decoder(String format) {
    return RecordFormat.of(format)
        .decoder(new RecordSchema("id", Optional.empty(), List.of()), List.of("id", "x"));
  }

  private static String outcome(RecordDecoder<Text> decoder, Text record) {
    List<String> keys = new ArrayList<>();
    RecordSink sink =
        new RecordSink() {
          @Override
          public void key(byte[] bytes, int offset, int length) {
            keys.add(HexFormat.of().formatHex(bytes, offset, offset + length));
          }

          @Override
          public void time(long epochMillis) {}

          @Override
          public void feature(int slot, float value) {}
        };
    try {
      decoder.decode(record, sink);
      return keys.get(0);
    } catch (InvalidRecordException e) {
      return e.rejectCause().name();
    }
  }

  private static TextLayout layout(String format, String header, int limit) {
    return new TextLayout(RecordFormat.of(format), header, limit);
  }

  /** Reads all parts of a file; returns how many of its bytes they took. */
  private static long read(Path file, long part, String format, TextLayout layout, List<String> to)
      throws IOException {
    RecordDecoder<Text> decoder = decoder(format);
    long consumed = 0;
    for (long from = 0; from < Files.size(file); from += part) {
      try (TextRecords records =
          TextRecords.open(
              new org.apache.hadoop.fs.Path(file.toUri()),
              from,
              Math.min(part, Files.size(file) - from),
              layout,
              CONF)) {
        while (records.next()) {
          to.add(outcome(decoder, records.record()));
        }
        consumed += records.reached() - records.begun();
      }
    }
    return consumed;
  }

  private static List<String> expected(List<Known> records, boolean whole) {
    return records.stream()
        .map(
            record ->
                record.spansLines() && !whole
                    ? RejectCause.QUOTED_LINE_BREAK.name()
                    : record.expected())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "tsv", "tsv-escaped", "json"})
  void aFileGivesTheKeysThatWereWrittenHoweverItIsRead(String format) throws Exception {
    Path plain = folder.resolve("a.txt");
    Path gzip = folder.resolve("a.gz");
    for (int round = 0; round < 300; round++) {
      Random random = new Random(round);
      Writer writer = new Writer(format, random, AWKWARD);
      List<Known> records = new ArrayList<>();
      for (int n = 1 + random.nextInt(30); n > 0; n--) {
        records.add(writer.record());
      }
      byte[] text = text(records, header(format), random);
      Files.write(plain, text);
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzip))) {
        out.write(text);
      }
      TextLayout layout = layout(format, header(format), 1 << 20);
      for (Path file : List.of(plain, gzip)) {
        List<String> found = new ArrayList<>();
        long consumed = read(file, Files.size(file), format, layout, found);
        assertThat(found).as("round %d, %s", round, file).isEqualTo(expected(records, true));
        assertThat(consumed).isEqualTo(Files.size(file));
      }
      int part = 1 + random.nextInt(Math.min(200, text.length));
      List<String> found = new ArrayList<>();
      long consumed = read(plain, part, format, layout, found);
      assertThat(found)
          .as("round %d, parts of %d bytes", round, part)
          .isEqualTo(expected(records, part >= text.length));
      assertThat(consumed).isEqualTo(text.length);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "tsv", "tsv-escaped", "json"})
  void anEventGivesTheKeyThatAFileGives(String format) throws Exception {
    RecordFrames frames = RecordFormat.of(format).frames(true, 1 << 20);
    RecordDecoder<Text> decoder = decoder(format);
    Random random = new Random(2);
    Writer writer = new Writer(format, random, AWKWARD);
    for (int i = 0; i < 5_000; i++) {
      Known record = writer.record();
      ByteArrayOutputStream event = new ByteArrayOutputStream();
      event.writeBytes((random.nextInt(4) == 0 ? "\uFEFF" : "").getBytes(UTF_8));
      event.writeBytes(record.bytes());
      for (int n = random.nextInt(3); n > 0; n--) {
        event.writeBytes(lineEnd(random).getBytes(UTF_8));
      }
      assertThat(outcome(decoder, frames.only(event.toByteArray())))
          .as(HexFormat.of().formatHex(event.toByteArray()))
          .isEqualTo(record.expected());
    }
  }

  /** Parts that are much longer than any record: each looks back only a little. */
  @ParameterizedTest
  @ValueSource(strings = {"csv", "tsv-escaped"})
  void aPartNeverTakesTheRestOfARecordForRecords(String format) throws Exception {
    Path file = folder.resolve("a.txt");
    for (int round = 0; round < 100; round++) {
      Random random = new Random(round);
      Writer writer = new Writer(format, random, "ab\n\r");
      List<Known> records = new ArrayList<>();
      for (int n = 0; n < 400; n++) {
        records.add(writer.record());
      }
      byte[] text = text(records, header(format), random);
      Files.write(file, text);
      TextLayout layout = layout(format, header(format), 100);
      int part = 300 + random.nextInt(1500);
      List<String> found = new ArrayList<>();
      long consumed = read(file, part, format, layout, found);
      assertThat(found)
          .as("round %d, parts of %d bytes", round, part)
          .isEqualTo(expected(records, part >= text.length));
      assertThat(consumed).isEqualTo(text.length);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "tsv-escaped", "json"})
  void partsOfABzip2FileGiveEachRecordOnce(String format) throws Exception {
    Random random = new Random(4);
    Writer writer = new Writer(format, random, "abcdefghijklmnopqrstuvwxyz0123456789\n\r");
    List<Known> records = new ArrayList<>();
    for (int n = 0; n < 65_000; n++) {
      Known record = writer.record();
      records.add(format.equals("json") ? record : longer(record, random));
    }
    byte[] text = text(records, header(format), random);
    Path file = folder.resolve("a.bz2");
    // which writes its bytes one at a time
    try (OutputStream out =
        new BZip2CompressorOutputStream(
            new BufferedOutputStream(Files.newOutputStream(file), 1 << 16), 1)) {
      out.write(text);
    }
    if (!format.equals("json")) {
      assertThat(Files.size(file)).as("more than a part looks back").isGreaterThan(3 << 20);
    }
    for (long part : new long[] {Files.size(file) / 5 * 4, 1_000_003, 1L << 30}) {
      List<String> found = new ArrayList<>();
      read(file, part, format, layout(format, header(format), 200), found);
      List<String> expected = expected(records, part > Files.size(file));
      assertThat(found).as("parts of %d bytes", part).hasSameSizeAs(expected);
      assertThat(found.equals(expected)).isTrue();
    }
  }

  /** With letters behind the key that are hard to compress. */
  private static Known longer(Known record, Random random) {
    byte[] noise = new byte[50];
    random.nextBytes(noise);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(record.bytes());
    bytes.writeBytes(Base64.getEncoder().encode(noise));
    return new Known(bytes.toByteArray(), record.expected(), record.spansLines());
  }

  @Test
  void aHeaderMayHaveALineBreakInQuotesEvenWhereAFileIsReadInParts() throws Exception {
    String header = "id,\"no\r\nte\"";
    byte[] text = (header + "\r\na,1\r\nb,2\r\n").getBytes(UTF_8);
    Path file = Files.write(folder.resolve("a.csv"), text);
    for (int part = 1; part <= text.length; part++) {
      List<String> found = new ArrayList<>();
      TextLayout layout = layout("csv", header, 1 << 20);
      assertThat(read(file, part, "csv", layout, found)).isEqualTo(text.length);
      assertThat(found).as("parts of %d bytes", part).isEqualTo(Arrays.asList("61", "62"));
    }
  }
}
