package io.howdah.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.apache.hadoop.io.Text;

/**
 * Whatever bytes come, a decoder gives a whole row of finite numbers or a reject with its cause,
 * and the record after it is read as if nothing had been.
 */
class DecoderFuzzTest {
  private static final RecordSchema SCHEMA =
      new RecordSchema(
          "id",
          Optional.of("at"),
          List.of(
              new Feature.Numeric("x0", Float.NaN),
              new Feature.OneHot("c", List.of("red", "grün"), -1),
              new Feature.Numeric("x1", 0.5f),
              new Feature.OneHot("d", List.of("0", "1", "2"), 1)));
  private static final int WIDTH = 7;
  private static final List<String> COLUMNS = List.of("x0", "id", "c", "other", "x1", "at", "d");
  private static final List<String> FIELDS =
      List.of("1.5", "\"k,\"\"ü\"", "grün", "", "-2e-3", "2026-11-24T00:00:00Z", "1");
  private static final Text CSV = new Text(String.join(",", FIELDS));
  private static final Text TABS = new Text(String.join("\t", FIELDS));
  private static final Text TSV =
      new Text(String.join("\t", FIELDS).replace("\"k,\"\"ü\"", "k,\"ü"));
  private static final Text JSON =
      new Text(
          "{\"other\":{\"a\":[1,{\"b\":null}]},\"x\":[1.5,-2e-3],\"id\":\"k,\\\"\\u00fc\","
              + "\"c\":\"grün\",\"at\":1795478400000,\"d\":true}");

  /** One kind of record with its decoder, which all tries of a property share. */
  private record Kind(RecordDecoder<Text> decoder, Text valid) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind(RecordFormat.of("csv").decoder(SCHEMA, COLUMNS), CSV),
          new Kind(
              new RecordFormat(RecordFormat.Kind.CSV, '\t', true, List.of())
                  .decoder(SCHEMA, COLUMNS),
              TABS),
          new Kind(
              new RecordFormat(
                      RecordFormat.Kind.CSV,
                      ',',
                      true,
                      COLUMNS,
                      new FieldConventions(List.of("NULL", "-1", "\\N"), '.', '\\', true))
                  .decoder(SCHEMA, COLUMNS),
              CSV),
          new Kind(RecordFormat.of("tsv").decoder(SCHEMA, COLUMNS), TSV),
          new Kind(RecordFormat.of("tsv-escaped").decoder(SCHEMA, COLUMNS), TSV),
          new Kind(RecordFormat.of("json").decoder(SCHEMA, List.of()), JSON));

  private static final class Row implements RecordSink {
    private byte[] key;
    private long time = Long.MIN_VALUE;
    private final float[] features = new float[WIDTH];
    private final int[] writes = new int[WIDTH];

    @Override
    public void key(byte[] bytes, int offset, int length) {
      assertThat(key).as("one key a record").isNull();
      key = Arrays.copyOfRange(bytes, offset, offset + length);
    }

    @Override
    public void time(long epochMillis) {
      time = epochMillis;
    }

    @Override
    public void feature(int slot, float value) {
      features[slot] = value;
      writes[slot]++;
    }

    private void assertWhole() {
      assertThat(key.length).isBetween(1, RecordKey.MAX_BYTES);
      assertThat(new String(key, UTF_8).getBytes(UTF_8)).isEqualTo(key);
      assertThat(time).isBetween(0L, 253_402_300_799_999L);
      for (int i = 0; i < WIDTH; i++) {
        assertThat(writes[i]).as("slot %d", i).isEqualTo(1);
        assertThat(features[i]).as("slot %d", i).isFinite();
      }
    }
  }

  /** A change of a record's bytes. */
  private interface Mutation {
    byte[] of(byte[] record);
  }

  @Provide
  Arbitrary<Kind> kinds() {
    return Arbitraries.of(KINDS);
  }

  @Provide
  Arbitrary<List<Mutation>> mutations() {
    Arbitrary<Integer> places = Arbitraries.integers().between(0, 1_000);
    Arbitrary<Mutation> flips =
        Combinators.combine(places, Arbitraries.integers().between(0, 7))
            .as((place, bit) -> record -> flipped(record, place, bit));
    Arbitrary<Mutation> cuts = places.map(place -> record -> slice(record, 0, place));
    Arbitrary<Mutation> copies =
        Combinators.combine(places, places, places)
            .as((from, to, at) -> record -> inserted(record, at, slice(record, from, to)));
    Arbitrary<Mutation> tokens =
        Combinators.combine(
                places,
                Arbitraries.of(
                    "\"",
                    "\"\"",
                    ",",
                    "\t",
                    "\n",
                    "\\",
                    "\\ud800",
                    "\\u0000",
                    "{",
                    "}",
                    "[",
                    "]",
                    ":",
                    "null",
                    "true",
                    "NaN",
                    "Infinity",
                    "-",
                    "1e999",
                    "9".repeat(2_000),
                    "0x1p3",
                    "1f",
                    "+1000000000-12-31T00:00:00Z",
                    "-1",
                    "\"id\":\"b\",",
                    "\uFEFF",
                    "k".repeat(33_000)))
            .as((at, token) -> record -> inserted(record, at, token.getBytes(UTF_8)));
    Arbitrary<Mutation> nests =
        Combinators.combine(places, Arbitraries.of("[", "{\"a\":"), Arbitraries.of(70, 100_000))
            .as(
                (at, open, depth) ->
                    record -> inserted(record, at, open.repeat(depth).getBytes(UTF_8)));
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(6, flips),
            net.jqwik.api.Tuple.of(1, cuts),
            net.jqwik.api.Tuple.of(3, copies),
            net.jqwik.api.Tuple.of(6, tokens),
            net.jqwik.api.Tuple.of(1, nests))
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  private static byte[] flipped(byte[] record, int place, int bit) {
    byte[] changed = record.clone();
    if (changed.length > 0) {
      changed[place % changed.length] ^= (byte) (1 << bit);
    }
    return changed;
  }

  private static byte[] slice(byte[] record, int from, int to) {
    int length = record.length + 1;
    return Arrays.copyOfRange(
        record, Math.min(from % length, to % length), Math.max(from % length, to % length));
  }

  private static byte[] inserted(byte[] record, int place, byte[] bytes) {
    int at = place % (record.length + 1);
    ByteArrayOutputStream changed = new ByteArrayOutputStream();
    changed.write(record, 0, at);
    changed.writeBytes(bytes);
    changed.write(record, at, record.length - at);
    return changed.toByteArray();
  }

  @Property(tries = 20_000)
  void mutatedRecordsAreRowsOrRejects(
      @ForAll("kinds") Kind kind, @ForAll("mutations") List<Mutation> mutations) throws Exception {
    byte[] record = kind.valid().copyBytes();
    for (Mutation mutation : mutations) {
      record = mutation.of(record);
    }
    boolean isRow = assertRowOrReject(kind, record);
    Statistics.label("rows")
        .collect(isRow)
        .coverage(found -> found.check(true).percentage(p -> p > 5));
  }

  @Property(tries = 20_000)
  void arbitraryBytesAreRowsOrRejects(@ForAll("kinds") Kind kind, @ForAll byte[] record)
      throws Exception {
    assertRowOrReject(kind, record);
  }

  /** True for a row. */
  private static boolean assertRowOrReject(Kind kind, byte[] bytes) throws Exception {
    Text record = new Text(bytes);
    Row row = new Row();
    boolean isRow = isRow(() -> kind.decoder().decode(record, row));
    if (isRow) {
      row.assertWhole();
    }
    Row next = new Row();
    kind.decoder().decode(kind.valid(), next);
    next.assertWhole();
    assertThat(next.key).isEqualTo("k,\"ü".getBytes(UTF_8));
    assertThat(next.time).isEqualTo(1_795_478_400_000L);
    assertThat(next.features).containsExactly(1.5f, 0, 1, -2e-3f, 0, 1, 0);
    return isRow;
  }

  private interface Decoding {
    void run() throws InvalidRecordException;
  }

  private static boolean isRow(Decoding decoding) {
    try {
      decoding.run();
      return true;
    } catch (InvalidRecordException e) {
      assertThat(e.rejectCause()).isNotNull();
      assertThat(e.getMessage()).as("what a log line can hold").isNotBlank().hasSizeLessThan(1_000);
      return false;
    }
  }
}
