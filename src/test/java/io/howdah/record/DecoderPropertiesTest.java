package io.howdah.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.hadoop.io.Text;

/** Rows that well-known writers write are read back as they were, whatever they hold. */
class DecoderPropertiesTest {
  private static final RecordSchema SCHEMA =
      new RecordSchema(
          "id",
          Optional.empty(),
          List.of(
              new Feature.Numeric("x", Float.NaN),
              new Feature.OneHot("c", List.of("red", "grün", "a,\"b\""), -1),
              new Feature.Numeric("y", Float.NaN)));
  private static final List<String> CATEGORIES = List.of("red", "grün", "a,\"b\"");

  private static final class Row implements RecordSink {
    private String key;
    private final float[] features = new float[5];

    @Override
    public void key(byte[] bytes, int offset, int length) {
      key = new String(bytes, offset, length, UTF_8);
    }

    @Override
    public void time(long epochMillis) {
      throw new AssertionError("no time is asked for");
    }

    @Override
    public void feature(int slot, float value) {
      features[slot] = value;
    }
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<Character> anything =
        Arbitraries.chars().all().filter(c -> !Character.isSurrogate(c));
    Arbitrary<Character> awkward =
        Arbitraries.chars().with(',', '"', '\n', '\r', '\t', ' ', ';', '\\', '{', 'ü');
    return Arbitraries.oneOf(anything, awkward)
        .array(Character[].class)
        .ofMinSize(1)
        .ofMaxSize(20)
        .map(
            chars -> {
              StringBuilder text = new StringBuilder();
              for (char c : chars) {
                text.append(c);
              }
              return text.toString();
            });
  }

  @Provide
  Arbitrary<Float> numbers() {
    return Arbitraries.integers().map(Float::intBitsToFloat).filter(Float::isFinite);
  }

  private static void assertRow(Row row, String key, float x, int category, float y) {
    assertThat(row.key).isEqualTo(key);
    float[] expected = {x, 0, 0, 0, y};
    expected[1 + category] = 1;
    assertThat(row.features).containsExactly(expected);
  }

  @Property(tries = 2000)
  void readsWhatCommonsCsvWrites(
      @ForAll("texts") String key,
      @ForAll("texts") String other,
      @ForAll("numbers") float x,
      @ForAll("numbers") float y,
      @ForAll @net.jqwik.api.constraints.IntRange(max = 2) int category,
      @ForAll boolean tabs)
      throws Exception {
    char delimiter = tabs ? '\t' : ',';
    StringWriter text = new StringWriter();
    try (CSVPrinter printer =
        new CSVPrinter(
            text,
            CSVFormat.RFC4180.builder().setDelimiter(delimiter).setRecordSeparator("").build())) {
      printer.printRecord(other, x, key, CATEGORIES.get(category), y);
    }
    RecordDecoder<Text> decoder =
        new RecordFormat(RecordFormat.Kind.CSV, delimiter, true, List.of())
            .decoder(SCHEMA, List.of("other", "x", "id", "c", "y"));
    Row row = new Row();
    decoder.decode(new Text(text.toString()), row);
    assertRow(row, key, x, category, y);
  }

  @Property(tries = 2000)
  void readsWhatJacksonWrites(
      @ForAll("texts") String key,
      @ForAll("texts") String other,
      @ForAll("numbers") float x,
      @ForAll("numbers") float y,
      @ForAll @net.jqwik.api.constraints.IntRange(max = 2) int category)
      throws Exception {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("y", y).put("c", CATEGORIES.get(category)).put("id", key);
    json.putObject("more").put("id", other).put("x", 7);
    json.put("x", Float.toString(x));
    Row row = new Row();
    RecordFormat.of("json").decoder(SCHEMA, List.of()).decode(new Text(json.toString()), row);
    assertRow(row, key, x, category, y);
  }
}
