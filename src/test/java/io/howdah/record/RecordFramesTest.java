package io.howdah.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordFramesTest {
  private static final int LIMIT = 1000;

  private static List<String> records(String format, String text, int step) throws Exception {
    RecordFrames frames = RecordFormat.of(format).frames(true, LIMIT);
    frames.begin(inSteps(text.getBytes(UTF_8), step), 0);
    List<String> records = new ArrayList<>();
    while (frames.next(Long.MAX_VALUE)) {
      records.add(frames.record().toString());
    }
    assertThat(frames.end()).isEqualTo(text.getBytes(UTF_8).length);
    return records;
  }

  /** A stream that gives a few bytes at a time, as one of compressed blocks may. */
  private static InputStream inSteps(byte[] text, int step) {
    return new ByteArrayInputStream(text) {
      @Override
      public synchronized int read(byte[] into, int from, int length) {
        return super.read(into, from, Math.min(length, step));
      }
    };
  }

  @Test
  void keepsEachKindOfLineBreakInQuotes() throws Exception {
    String text = "\"a\r\nb\",1\r\n\"a\rb\",2\r\"a\nb\",3\n\"a\n\r\n\rb\",4";
    for (int step = 1; step < 12; step++) {
      assertThat(records("csv", text, step))
          .containsExactly("\"a\r\nb\",1", "\"a\rb\",2", "\"a\nb\",3", "\"a\n\r\n\rb\",4");
    }
  }

  @Test
  void aLineEndsAtLfAtCrLfAndAtCrAlone() throws Exception {
    for (int step = 1; step < 4; step++) {
      assertThat(records("csv", "\uFEFFa\nb\r\nc\rd\r\r\n\n\ne\r", step))
          .containsExactly("a", "b", "c", "d", "e");
      assertThat(records("json", "{\n{\r\n{\r", step)).containsExactly("{", "{", "{");
    }
  }

  @Test
  void quotesOfTsvJoinNothing() throws Exception {
    assertThat(records("tsv", "a\t\"b\nc\"\td\n", 99)).containsExactly("a\t\"b", "c\"\td");
  }

  @Test
  void aLineBreakBehindABackslashBelongsToItsField() throws Exception {
    for (int step = 1; step < 9; step++) {
      assertThat(records("tsv-escaped", "a\\\nb\\\r\nc\t1\nd\\\\\ne\\\\\\\nf\ng\\", step))
          .containsExactly("a\\\nb\\\r\nc\t1", "d\\\\", "e\\\\\\\nf", "g\\");
    }
    assertThat(records("tsv", "a\\\nb\n", 99)).containsExactly("a\\", "b");
  }

  @Test
  void aRecordOfManyLinesThatIsTooLongIsOne() throws Exception {
    String line = "x".repeat(400) + "\\\n";
    assertThat(records("tsv-escaped", line.repeat(5) + "y\nz\n", 99))
        .hasSize(2)
        .satisfiesExactly(
            first -> assertThat(first).hasSize(LIMIT + 1),
            second -> assertThat(second).isEqualTo("z"));
  }

  @Test
  void aFileThatIsReadInPartsHasNoLineBreaksInQuotes() throws Exception {
    RecordFrames frames = RecordFormat.of("csv").frames(false, LIMIT);
    frames.begin(new ByteArrayInputStream("\"a\nb,1\nc\",2\nd,3\n".getBytes(UTF_8)), 0);
    assertThat(frames.next(99)).isTrue();
    assertThat(frames.record()).hasToString("\"a");
    assertThat(frames.next(99)).isTrue();
    assertThat(frames.record()).hasToString("d,3");
  }

  private static String only(String format, String event) throws Exception {
    return RecordFormat.of(format).frames(true, LIMIT).only(event.getBytes(UTF_8)).toString();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {"\\n", "\\r\\n", "\\r", "\\n\\n\\r\\n", "``"})
  void theEndOfAnEventsLineIsNoPartOfIt(String end) throws Exception {
    String bytes = end.translateEscapes();
    assertThat(only("csv", "1,2,nl1" + bytes)).isEqualTo("1,2,nl1");
    assertThat(only("tsv", "\uFEFF1\t2\t\"nl1" + bytes)).isEqualTo("1\t2\t\"nl1");
    assertThat(only("csv", bytes + "\"a\r\nb\",1")).isEqualTo("\"a\r\nb\",1");
  }

  @Test
  void anEventHoldsOneRecord() throws Exception {
    assertThat(only("csv", "")).isEmpty();
    assertThat(only("csv", "\n\r\n")).isEmpty();
    assertThat(only("json", "{\n\"id\": 1\n}\n")).isEqualTo("{\n\"id\": 1\n}\n");
    assertThatThrownBy(() -> only("csv", "a,1\n\nb,2"))
        .isInstanceOfSatisfying(
            InvalidRecordException.class,
            e -> assertThat(e.rejectCause()).isEqualTo(RejectCause.SEVERAL_RECORDS))
        .hasMessage("Invalid event: a second record at byte 5 (must be one per event)");
  }

  /** So many bytes of one kind, and then others; it takes no memory. */
  private static InputStream longLine(byte kind, long count, String rest) {
    InputStream line =
        new InputStream() {
          private long left = count;

          @Override
          public int read() {
            return left-- > 0 ? kind : -1;
          }

          @Override
          public int read(byte[] bytes, int from, int length) {
            int some = (int) Math.min(length, left);
            Arrays.fill(bytes, from, from + some, kind);
            left -= some;
            return some == 0 ? -1 : some;
          }
        };
    return new SequenceInputStream(line, new ByteArrayInputStream(rest.getBytes(UTF_8)));
  }

  @Test
  void aLineOfMoreBytesThanThereAreIntsIsOneRecordThatIsCut() throws Exception {
    long length = (1L << 31) + 12_345;
    RecordFrames frames = RecordFormat.of("csv").frames(true, 100);
    frames.begin(longLine((byte) 'x', length, "\nb,2\n"), 0);
    assertThat(frames.next(Long.MAX_VALUE)).isTrue();
    assertThat(frames.record().toString()).isEqualTo("x".repeat(101));
    assertThat(frames.end()).isEqualTo(length + 1);
    assertThat(frames.next(Long.MAX_VALUE)).isTrue();
    assertThat(frames.record().toString()).isEqualTo("b,2");
    assertThat(frames.offset()).isEqualTo(length + 1);
    assertThat(frames.next(Long.MAX_VALUE)).isFalse();
  }

  @Test
  void aLineOfMoreBackslashesThanThereAreIntsEndsOrGoesOnAsAnyOther() throws Exception {
    long even = (1L << 31) + 65_534;
    for (long length : new long[] {even, even + 1}) {
      RecordFrames frames = RecordFormat.of("tsv-escaped").frames(true, 100);
      frames.begin(longLine((byte) '\\', length, "\nb\t2\nc\t3\n"), 0);
      assertThat(frames.next(Long.MAX_VALUE)).isTrue();
      assertThat(frames.next(Long.MAX_VALUE)).isTrue();
      // an odd one is before the line end, which belongs to its field
      assertThat(frames.record().toString()).isEqualTo(length == even ? "b\t2" : "c\t3");
    }
  }
}
