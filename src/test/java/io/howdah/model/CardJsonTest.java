package io.howdah.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.record.Feature;
import io.howdah.record.RecordSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CardJsonTest {
  private static final String SHA = "0123456789abcdef".repeat(4);
  private static final String GOLDEN =
      """
      {
        "name" : "churn",
        "version" : "1.2",
        "key" : "id",
        "time" : "ts",
        "features" : [ {
          "name" : "age",
          "type" : "numeric",
          "missing" : 0.5
        }, {
          "name" : "p[9..12]",
          "type" : "numeric"
        }, {
          "name" : "city",
          "type" : "one-hot",
          "categories" : [ "a", "b" ],
          "missing" : "b",
          "unknown" : "a"
        } ],
        "inputShape" : [ 7 ],
        "task" : "classification",
        "labels" : [ "stays", "goes" ],
        "sha256" : "SHA"
      }
      """
          .replace("SHA", SHA);

  @Test
  void writesTheGoldenCard() {
    assertThat(CardJson.write(card())).isEqualTo(GOLDEN);
  }

  @Test
  void readsTheGoldenCard() throws IOException {
    assertThat(parse(GOLDEN)).isEqualTo(card());
  }

  @Test
  void writesAndReadsTheLineage() throws IOException {
    Lineage lineage =
        new Lineage(
            "churn:1.1",
            SHA,
            List.of("folded", "quantized"),
            new Drift(
                1000,
                0.25,
                0.5e-3,
                OptionalDouble.of(0.998),
                OptionalDouble.empty(),
                OptionalDouble.of(0.75),
                OptionalDouble.of(0.76)));
    String json = CardJson.write(card().with(lineage));
    assertThat(json)
        .endsWith(
            """
              "sha256" : "SHA",
              "lineage" : {
                "parent" : "churn:1.1",
                "parentSha256" : "SHA",
                "passes" : [ "folded", "quantized" ],
                "records" : 1000,
                "largestDifference" : 0.25,
                "meanDifference" : 5.0E-4,
                "agreement" : 0.998,
                "parentAccuracy" : 0.75,
                "accuracy" : 0.76
              }
            }
            """
                .replace("SHA", SHA));
    assertThat(parse(json)).isEqualTo(card().with(lineage));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | lineage.records: absent (must be a number >= 0)",
        "[] | lineage: must be a JSON object",
        "{\"kin\":1} | lineage.kin: unknown field",
        "{\"records\":-1} | lineage.records: -1 (must be a number >= 0)",
      })
  void aLineageIsAsStrict(String lineage, String message) {
    String json = GOLDEN.replaceAll("}\\s*$", ",\"lineage\":" + lineage + "}");
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(message);
  }

  private static final String OWNED = "x\\u001b]0;owned\\u0007";
  private static final String LONG = "y".repeat(1_001);

  /** Every text of a card that others print. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"name\" : \"churn\"",
        "\"version\" : \"1.2\"",
        "\"key\" : \"id\"",
        "\"time\" : \"ts\"",
        "\"name\" : \"age\"",
        "\"name\" : \"city\"",
        "\"stays\"",
        "[ \"a\", \"b\" ]",
        "\"digits:1\"",
        "\"folded\""
      })
  void noTextOfACardIsObeyedByATerminalOrVeryLong(String field) throws IOException {
    String card =
        GOLDEN.replaceAll(
            "}\\s*$",
            ",\"lineage\":{\"parent\":\"digits:1\",\"parentSha256\":\""
                + SHA
                + "\",\"passes\":[\"folded\"],\"records\":1,\"largestDifference\":0,"
                + "\"meanDifference\":0,\"agreement\":1}}");
    assertThat(parse(card).lineage().orElseThrow().parent()).isEqualTo("digits:1");
    int last = field.lastIndexOf('"', field.lastIndexOf('"') - 1) + 1;
    for (String text : List.of(OWNED, LONG)) {
      String odd = field.substring(0, last) + text + field.substring(field.lastIndexOf('"'));
      // "b" and "a" are named by the rules of the feature too: those are looked at later
      assertThatThrownBy(() -> parse(card.replace(field, odd)))
          .as("%s", odd)
          .isInstanceOf(ModelException.class)
          .hasMessageStartingWith("Invalid model card: ")
          .hasMessageContaining(
              text.equals(OWNED) ? "(must have no control characters" : "(must be at most ")
          .message()
          .doesNotContainPattern("\\p{Cntrl}")
          .hasSizeLessThan(300);
    }
  }

  @Test
  void columnsAndCategoriesMayHaveTabsAndLineBreaks() throws IOException {
    String json =
        GOLDEN
            .replace("\"age\"", "\"age\\r\\nin years\"")
            .replace("\"id\"", "\"the\\tid\"")
            .replace("[ \"a\", \"b\" ]", "[ \"a\", \"b\", \"c\\td\\n\" ]")
            .replace("[ 7 ]", "[ 8 ]");
    ModelCard card = parse(json);
    assertThat(card.schema().key()).isEqualTo("the\tid");
    assertThat(card.schema().features().get(0).name()).isEqualTo("age\r\nin years");
    assertThat(((Feature.OneHot) card.schema().features().get(5)).categories())
        .containsExactly("a", "b", "c\td\n");
  }

  @Test
  void expandsARangeInOrder() throws IOException {
    assertThat(parse(GOLDEN).schema().features())
        .extracting(Feature::name)
        .containsExactly("age", "p9", "p10", "p11", "p12", "city");
  }

  @Test
  void keepsApartWhatIsNoRun() throws IOException {
    List<Feature> features =
        List.of(
            new Feature.Numeric("p1", Float.NaN),
            new Feature.Numeric("p2", Float.NaN),
            new Feature.Numeric("p3", 0),
            new Feature.Numeric("q4", 0),
            new Feature.Numeric("q05", 0),
            new Feature.Numeric("q06", 0));
    ModelCard card =
        new ModelCard(
            "n",
            "1",
            new RecordSchema("id", Optional.empty(), features),
            List.of(2, 3),
            Task.REGRESSION,
            List.of(),
            SHA);
    assertThat(CardJson.write(card)).doesNotContain("..");
    assertThat(parse(CardJson.write(card))).isEqualTo(card);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "\"name\" : \"churn\"~\"title\" : \"churn\"~title: unknown field",
        "\"version\" : \"1.2\"~\"version\" : 1.2~version: 1.2 (must be a non-empty text)",
        "\"key\" : \"id\"~\"key\" : \"\"~key: \"\" (must be a non-empty text)",
        "\"key\" : \"id\",~~key: absent",
        "\"time\" : \"ts\"~\"time\" : [ ]~time: [] (must be a non-empty text)",
        "\"time\" : \"ts\"~\"name\" : \"ts\"~Duplicate field 'name'",
        "\"name\" : \"city\"~\"name\" : \"p10\"~features[2].name: p10 (must not repeat)",
        "\"missing\" : 0.5~\"missing\" : \"0.5\"~features[0].missing: \"0.5\" (must be a finite",
        "\"missing\" : 0.5~\"missing\" : 1e999~features[0].missing",
        "\"missing\" : 0.5~\"default\" : 0.5~features[0].default: unknown field",
        "\"numeric\"~\"integer\"~features[0].type: integer (must be numeric or one-hot)",
        "[ \"a\", \"b\" ]~[ ]~features[2].categories: empty",
        "[ \"a\", \"b\" ]~[ \"b\", \"b\" ]~features[2].categories: [b, b] (must not repeat)",
        "\"missing\" : \"b\"~\"missing\" : \"c\"~features[2].missing: c (must be reject or one of",
        "p[9..12]~p[12..9]~p[12..9] (the last must be >= the first)",
        "p[9..12]~p[0..99999999]~p[0..99999999] (numbers must be <= 1000000)",
        "p[9..12]~p[09..12]~p[09..12] (numbers must not begin with 0)",
        "[ 7 ]~[ 8 ]~inputShape: [8] (its product must be 7",
        "[ 7 ]~[ 7.0 ]~inputShape: 7.0 (must be integers >= 1)",
        "[ 7 ]~7~inputShape: 7 (must be a list)",
        "[ 7 ]~[ 65536, 65536, 7 ]~inputShape",
        "\"classification\"~\"guess\"~Invalid task: guess",
        "\"classification\"~\"regression\"~labels: [stays, goes] (regression has none)",
        "[ \"stays\", \"goes\" ]~[ ]~labels: 0 (classification needs at least 2)",
        "[ \"stays\", \"goes\" ]~[ \"a\", \"a\" ]~labels: must not repeat",
        "0123456789abcdef~0123456789ABCDEF~sha256:",
        "} ],~} ]~not JSON",
      })
  void namesTheFieldThatIsWrong(String from, String to, String message) {
    String broken = GOLDEN.replace(from, to == null ? "" : to);
    assertThat(broken).isNotEqualTo(GOLDEN);
    assertThatThrownBy(() -> parse(broken))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("Invalid ")
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void rejectsWhatComesAfterTheCard() {
    assertThatThrownBy(() -> parse(GOLDEN + "{}")).isInstanceOf(ModelException.class);
  }

  @Test
  void rejectsAnEmptyFile() {
    assertThatThrownBy(() -> parse(""))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("must be a JSON object");
  }

  @Test
  void anUnknownCategoryCountsAsOneOfTheCardsOrIsRejected() throws Exception {
    String json = CardJson.write(card());
    assertThat(json).contains("\"unknown\" : \"a\"");
    Feature city = parse(json).schema().features().get(5);
    assertThat(city).isEqualTo(new Feature.OneHot("city", List.of("a", "b"), 1, 0));
    assertThat(
            parse(json.replace("\"unknown\" : \"a\"", "\"unknown\" : \"reject\""))
                .schema()
                .features()
                .get(5))
        .isEqualTo(new Feature.OneHot("city", List.of("a", "b"), 1));
    assertThatThrownBy(() -> parse(json.replace("\"unknown\" : \"a\"", "\"unknown\" : \"c\"")))
        .isInstanceOf(ModelException.class)
        .hasMessageEndingWith("unknown: c (must be reject or one of [a, b])");
  }

  @Test
  void rejectsDeepNestingWithoutRecursion() {
    assertThatThrownBy(() -> parse("[".repeat(1_000_000)))
        .isInstanceOf(ModelException.class)
        .hasMessage("Invalid model card: nested deeper than 8");
  }

  private static ModelCard parse(String json) throws IOException {
    return CardJson.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  private static ModelCard card() {
    return new ModelCard(
        "churn",
        "1.2",
        new RecordSchema(
            "id",
            Optional.of("ts"),
            List.of(
                new Feature.Numeric("age", 0.5f),
                new Feature.Numeric("p9", Float.NaN),
                new Feature.Numeric("p10", Float.NaN),
                new Feature.Numeric("p11", Float.NaN),
                new Feature.Numeric("p12", Float.NaN),
                new Feature.OneHot("city", List.of("a", "b"), 1, 0))),
        List.of(7),
        Task.CLASSIFICATION,
        List.of("stays", "goes"),
        SHA);
  }
}
