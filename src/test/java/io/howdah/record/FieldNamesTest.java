package io.howdah.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.io.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldNamesTest {
  private static FieldNames json(String... records) {
    return FieldNames.ofJson(Stream.of(records).map(Text::new).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "US Gross | us gross",
        "US Gross | us_gross",
        "US Gross | USGross",
        "us_gross | US-Gross",
        "age | Age",
        "gross | film.us.gross",
        "gross | gross.amount",
        "gross | gross0",
        "gross | gros",
        "rating | ratings",
        "größe | Grösse"
      })
  void aNameThatIsNearIsWhatMayBeMeant(String name, String known) {
    assertThat(FieldNames.of(List.of("title", known, "")).insteadOf(name))
        .isEqualTo("did you mean \"" + known + "\"?");
  }

  @Test
  void theNearestComesFirst() {
    assertThat(FieldNames.of(List.of("us grosss", "us gross")).insteadOf("US Gross"))
        .isEqualTo("did you mean \"us gross\" or \"us grosss\"?");
  }

  @Test
  void whereNoNameIsNearThoseAreToldThatThereAre() {
    assertThat(FieldNames.of(List.of("title", "year")).insteadOf("US Gross"))
        .isEqualTo("there are \"title\", \"year\"");
    assertThat(FieldNames.of(List.of("title")).insteadOf("US Gross"))
        .isEqualTo("there is \"title\"");
    assertThat(FieldNames.of(List.of("a1", "a2", "a3", "a4")).insteadOf("US Gross"))
        .isEqualTo("there are \"a1\", \"a2\", \"a3\", … (4)");
    assertThat(FieldNames.of(List.of()).insteadOf("US Gross")).isEqualTo("there is no other field");
    assertThat(FieldNames.of(List.of("us gross")).without(Set.of("us gross")).insteadOf("US Gross"))
        .isEqualTo("there is no other field");
  }

  @Test
  void fieldsOfJsonAreNamedAsTheDecoderNamesThemAndWithoutAValueAreNone() throws Exception {
    String record =
        "{\"id\":\"a\",\"n\":null,\"e\":\"\",\"b\":\""
            + " \",\"f\":false,\"a\":{\"b\":1,\"c\":[{\"d\":2}]},\"p\":[3,null,4]}";
    FieldNames names = json("no json", record, "{\"late\":1,");
    for (String name : List.of("id", "f", "a.b", "a.c0.d", "p0", "p2", "late")) {
      assertThat(names.has(name)).as(name).isTrue();
    }
    for (String name : List.of("n", "e", "b", "a", "a.c", "p", "p1", "no json")) {
      assertThat(names.has(name)).as(name).isFalse();
    }
    // p0 alone would say that the array has one element
    for (String name : List.of("a.b", "a.c0.d", "p2", "f")) {
      RecordSchema schema =
          new RecordSchema(
              "id", java.util.Optional.empty(), List.of(new Feature.Numeric(name, Float.NaN)));
      assertThat(decodes(schema, record)).as(name).isTrue();
    }
  }

  private static final RecordSink NOTHING =
      new RecordSink() {
        @Override
        public void key(byte[] bytes, int offset, int length) {}

        @Override
        public void time(long epochMillis) {}

        @Override
        public void feature(int slot, float value) {}
      };

  private static boolean decodes(RecordSchema schema, String record) {
    try {
      RecordFormat.of("json").decoder(schema, List.of()).decode(new Text(record), NOTHING);
      return true;
    } catch (InvalidRecordException e) {
      return false;
    }
  }

  @Test
  void aRecordOfVeryManyFieldsIsReadToABound() {
    StringBuilder record = new StringBuilder("{\"p\":[0");
    for (int i = 1; i < 100_000; i++) {
      record.append(",").append(i);
    }
    FieldNames names = json(record + "],\"late\":1}");
    assertThat(names.has("p9999")).isTrue();
    assertThat(names.has("p10000")).isFalse();
    String deep = "[".repeat(900) + "1" + "]".repeat(900);
    assertThat(json("{\"x\":" + deep + ",\"y\":1}").has("y")).isTrue();
  }
}
