package io.howdah.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.howdah.record.RecordFormat;
import io.howdah.record.RecordSchema;
import io.howdah.record.RecordSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.io.Text;
import org.junit.jupiter.api.Test;

/** The reference of the card, card.md, says what the code does. */
class CardDocumentTest {
  private static final Path DOCUMENT = Path.of("src/site/markdown/card.md");
  private static final Pattern BLOCK = Pattern.compile("```(json)?\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern ROW = Pattern.compile("^\\| `([a-zA-Z0-9]+)` \\|.*");

  @Test
  void theTablesNameTheFieldsThatAreRead() throws IOException {
    assertThat(rows("## Fields")).isEqualTo(known(""));
    Set<String> features = known("\"features\":[{\"name\":\"a\",\"type\":\"numeric\",\"x\":1}],");
    features.addAll(known("\"features\":[{\"name\":\"a\",\"type\":\"one-hot\",\"x\":1}],"));
    assertThat(rows("## Features")).isEqualTo(features);
  }

  @Test
  void theLineageNamesItsFields() throws IOException {
    String section = section("## Lineage");
    Set<String> fields =
        known(
            "\"features\":[{\"name\":\"a\",\"type\":\"numeric\"}],\"inputShape\":[1],"
                + "\"task\":\"regression\",\"version\":\"1\",\"name\":\"n\",\"sha256\":\""
                + "0".repeat(64)
                + "\",\"lineage\":{\"x\":1},");
    assertThat(fields).hasSizeGreaterThan(5).allMatch(field -> section.contains("`" + field + "`"));
  }

  @Test
  void theCardsAreValid() throws IOException {
    assertThat(cards()).hasSize(2);
  }

  @Test
  void theRecordsBecomeTheInputsOfTheTable() throws Exception {
    RecordSchema schema = cards().get(0).schema();
    List<String> csv = block("customer,seen").lines().toList();
    List<String> values =
        section("## A complete example")
            .lines()
            .filter(line -> line.startsWith("| value | "))
            .flatMap(line -> Pattern.compile(" \\| ").splitAsStream(line).skip(1))
            .map(cell -> cell.replace("|", "").strip())
            .toList();
    List<String> expected = new ArrayList<>(List.of("c-17", "1795507200000"));
    values.forEach(value -> expected.add(Float.toString(Float.parseFloat(value))));
    assertThat(expected).hasSize(2 + schema.width());
    assertThat(decoded(RecordFormat.of("csv"), schema, List.of(csv.get(0).split(",")), csv.get(1)))
        .isEqualTo(expected);
    assertThat(decoded(RecordFormat.of("json"), schema, List.of(), block("{\"customer\"")))
        .isEqualTo(expected);
  }

  /** The key, the time and the inputs of a record. */
  private static List<String> decoded(
      RecordFormat format, RecordSchema schema, List<String> columns, String record)
      throws Exception {
    String[] found = new String[2 + schema.width()];
    format
        .decoder(schema, columns)
        .decode(
            new Text(record.strip()),
            new RecordSink() {
              @Override
              public void key(byte[] bytes, int offset, int length) {
                found[0] = new String(bytes, offset, length, StandardCharsets.UTF_8);
              }

              @Override
              public void time(long epochMillis) {
                found[1] = Long.toString(epochMillis);
              }

              @Override
              public void feature(int slot, float value) {
                found[2 + slot] = Float.toString(value);
              }
            });
    return List.of(found);
  }

  private static List<ModelCard> cards() throws IOException {
    List<ModelCard> cards = new ArrayList<>();
    for (String block : blocks()) {
      if (block.contains("\"sha256\"")) {
        cards.add(CardJson.parse(block.getBytes(StandardCharsets.UTF_8)));
      }
    }
    return cards;
  }

  private static String block(String start) throws IOException {
    return blocks().stream().filter(block -> block.startsWith(start)).findFirst().orElseThrow();
  }

  private static List<String> blocks() throws IOException {
    List<String> blocks = new ArrayList<>();
    for (Matcher block = BLOCK.matcher(Files.readString(DOCUMENT)); block.find(); ) {
      blocks.add(block.group(2));
    }
    return blocks;
  }

  private static Set<String> rows(String heading) throws IOException {
    Set<String> names = new TreeSet<>();
    section(heading)
        .lines()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .forEach(row -> names.add(row.group(1)));
    return names;
  }

  /** From a heading of the second level to the first heading after it. */
  private static String section(String heading) throws IOException {
    String text = Files.readString(DOCUMENT);
    int start = text.indexOf(heading + "\n");
    int end = text.indexOf("\n##", start + heading.length());
    return text.substring(start, end < 0 ? text.length() : end);
  }

  /** The fields that the refusal of one that is unknown names. */
  private static Set<String> known(String fields) {
    String card = "{" + fields + (fields.isEmpty() ? "\"x\":1," : "") + "\"key\":\"id\"}";
    ModelException refused =
        catchThrowableOfType(
            ModelException.class, () -> CardJson.parse(card.getBytes(StandardCharsets.UTF_8)));
    Matcher list = Pattern.compile("must be one of \\[(.*)]").matcher(refused.getMessage());
    assertThat(list.find()).as(refused.getMessage()).isTrue();
    return new TreeSet<>(List.of(list.group(1).split(", ")));
  }
}
