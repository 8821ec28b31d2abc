package io.howdah.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.record.RecordFormat.Kind;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Whatever conventions a text was written by, its values are read back: written here by hand, field
 * by field, and compared with what was meant.
 */
class ConventionsPropertiesTest {
  private static final List<String> NULL_TEXTS =
      List.of("\\N", "NULL", "NA", "n/a", "-", "-999", "0", "a,b", "say \"no\"", "ü");
  private static final List<String> COLOURS = List.of("red", "grün", "NA", "blue");
  private static final float MISSING = 77;

  /** One text: how it is written, and what is in it. */
  private static final class Written {
    private final Random random;
    private final Kind kind;
    private final char delimiter;
    private final FieldConventions conventions;
    private final boolean unknownIsBlue;
    private final StringBuilder text = new StringBuilder();
    private final List<String> keys = new ArrayList<>();
    private final List<float[]> rows = new ArrayList<>();

    Written(long seed) {
      random = new Random(seed);
      kind = List.of(Kind.CSV, Kind.TSV, Kind.TSV_ESCAPED).get(random.nextInt(3));
      delimiter = ",;|\t\u0001".charAt(random.nextInt(5));
      char decimal = random.nextBoolean() ? ',' : '.';
      conventions =
          new FieldConventions(
              NULL_TEXTS.stream()
                  .filter(text -> kind != Kind.TSV || text.indexOf(delimiter) < 0)
                  .filter(any -> random.nextInt(3) == 0)
                  .toList(),
              kind != Kind.CSV && decimal == delimiter ? '.' : decimal,
              "\"\\^".charAt(random.nextInt(3)),
              random.nextBoolean());
      unknownIsBlue = random.nextBoolean();
    }

    RecordFormat format() {
      return new RecordFormat(kind, delimiter, true, List.of(), conventions);
    }

    RecordSchema schema() {
      return new RecordSchema(
          "the id",
          Optional.empty(),
          List.of(
              new Feature.Numeric("x", MISSING),
              new Feature.OneHot("c", COLOURS, 0, unknownIsBlue ? 3 : -1),
              new Feature.Numeric("y", MISSING)));
    }

    void write() {
      line(List.of(text("the id"), text("x"), text("other"), text("c"), text("y")));
      for (int i = random.nextInt(8); i > 0; i--) {
        record();
      }
    }

    private void record() {
      float[] row = new float[6];
      String key = key();
      List<String> fields = new ArrayList<>();
      fields.add(text(key));
      fields.add(number(row, 0));
      fields.add(text(key()));
      int colour = random.nextInt(COLOURS.size() + 2);
      if (colour < COLOURS.size()) {
        // what the card lists is that category, whatever else stands for a missing value
        fields.add(text(COLOURS.get(colour)));
        row[1 + colour] = 1;
      } else if (colour > COLOURS.size() && unknownIsBlue) {
        fields.add(text("mauve"));
        row[4] = 1;
      } else {
        fields.add(missing(COLOURS));
        row[1] = 1;
      }
      fields.add(number(row, 5));
      line(fields);
      keys.add(key);
      rows.add(row);
    }

    private String number(float[] row, int slot) {
      if (random.nextInt(4) == 0) {
        row[slot] = MISSING;
        return missing(List.of());
      }
      String number = (1 + random.nextInt(2000)) + "." + random.nextInt(1000);
      number += random.nextInt(4) == 0 ? "e" + (random.nextInt(9) - 4) : "";
      row[slot] = Float.parseFloat(number);
      return text(number.replace('.', conventions.decimal()));
    }

    /** A text for a missing value that is none of those. */
    private String missing(List<String> known) {
      List<String> texts = new ArrayList<>(conventions.nullTexts());
      texts.removeAll(known);
      int at = random.nextInt(texts.size() + 2);
      if (at < texts.size()) {
        return text(texts.get(at));
      }
      return at > texts.size() && kind == Kind.TSV_ESCAPED ? "\\N" : "";
    }

    private String key() {
      String alphabet = kind == Kind.TSV ? "ab\"\\^ü'" : "ab\"\\^ü' ,;|\t\n\u0001";
      StringBuilder key = new StringBuilder();
      for (int i = 1 + random.nextInt(7); i > 0; i--) {
        key.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      boolean isNull = conventions.nullTexts().contains(key.toString());
      return isNull || key.toString().isBlank() || !fits(key.toString()) ? "k" : key.toString();
    }

    /** A TSV has nothing for blanks at the ends of a field. */
    private boolean fits(String key) {
      return kind == Kind.CSV
          || (!isBlank(key.charAt(0)) && !isBlank(key.charAt(key.length() - 1)));
    }

    private static boolean isBlank(char c) {
      return c == ' ' || c == '\t';
    }

    /** A field as the format has it. */
    private String text(String value) {
      return switch (kind) {
        case TSV, JSON -> value;
        case TSV_ESCAPED -> escaped(value);
        case CSV -> mustBeQuoted(value) || random.nextInt(4) == 0 ? quoted(value) : value;
      };
    }

    private String escaped(String value) {
      StringBuilder field = new StringBuilder();
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        switch (c) {
          case '\t' -> field.append("\\t");
          case '\n' -> field.append("\\n");
          case '\\' -> field.append("\\\\");
          default -> field.append(c == delimiter ? "\\" : "").append(c);
        }
      }
      return field.toString();
    }

    private boolean mustBeQuoted(String value) {
      return isBlank(value.charAt(0))
          || isBlank(value.charAt(value.length() - 1))
          || value.chars().anyMatch(c -> c == delimiter || c == '"' || c == '\n');
    }

    private String quoted(String value) {
      StringBuilder field = new StringBuilder("\"");
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if (c == '"') {
          field.append(random.nextBoolean() ? '"' : conventions.escape());
        } else if (c == conventions.escape()) {
          field.append(c);
        }
        field.append(c);
      }
      return field.append('"').toString();
    }

    private void line(List<String> fields) {
      text.append(String.join(String.valueOf(delimiter), fields));
      text.append(conventions.trailingDelimiter() ? String.valueOf(delimiter) : "").append('\n');
    }
  }

  @Property(tries = 4_000)
  void whatWasWrittenIsRead(@ForAll long seed) throws Exception {
    Written written = new Written(seed);
    written.write();
    RecordFormat format = written.format();
    RecordFrames frames = format.frames(true, 1000);
    frames.begin(new ByteArrayInputStream(written.text.toString().getBytes(UTF_8)), 0);
    assertThat(frames.header(Long.MAX_VALUE)).isTrue();
    List<String> columns = format.parseHeader(frames.record());
    assertThat(columns).containsExactly("the id", "x", "other", "c", "y");
    RecordDecoder<org.apache.hadoop.io.Text> decoder = format.decoder(written.schema(), columns);
    int read = 0;
    while (frames.next(Long.MAX_VALUE)) {
      String record = frames.record().toString();
      float[] row = new float[6];
      String[] key = new String[1];
      RecordSink sink =
          new RecordSink() {
            @Override
            public void key(byte[] bytes, int offset, int length) {
              key[0] = new String(bytes, offset, length, UTF_8);
            }

            @Override
            public void time(long epochMillis) {}

            @Override
            public void feature(int slot, float value) {
              row[slot] = value;
            }
          };
      try {
        decoder.decode(frames.record(), sink);
      } catch (InvalidRecordException e) {
        throw new AssertionError(format + ": " + record, e);
      }
      assertThat(key[0]).as("%s: %s", format, record).isEqualTo(written.keys.get(read));
      assertThat(row).as("%s: %s", format, record).containsExactly(written.rows.get(read));
      read++;
    }
    assertThat(read).as("%s: %s", format, written.text).isEqualTo(written.keys.size());
  }
}
