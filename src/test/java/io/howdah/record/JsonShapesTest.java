package io.howdah.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.io.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands in the place of a feature and is no value of it is never filled in. */
class JsonShapesTest {
  private static final float FILLED = -1;

  /** Features that a rule would fill in, whatever they are. */
  private static RecordSchema schema(String... names) {
    List<Feature> features = new ArrayList<>();
    for (String name : names) {
      features.add(new Feature.Numeric(name, FILLED));
    }
    return new RecordSchema("id", Optional.empty(), features);
  }

  private static float[] decode(RecordSchema schema, String fields) throws InvalidRecordException {
    float[] row = new float[schema.width()];
    new JsonDecoder(schema)
        .decode(
            new Text("{\"id\":\"k\"" + (fields.isEmpty() ? "" : "," + fields) + "}"),
            new RecordSink() {
              @Override
              public void key(byte[] bytes, int offset, int length) {}

              @Override
              public void time(long epochMillis) {}

              @Override
              public void feature(int slot, float value) {
                row[slot] = value;
              }
            });
    return row;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"p\":[1,2,3]|1 2 3",
        "\"p\":[1,null,3]|1 -1 3",
        "\"p\":null|-1 -1 -1",
        "\"other\":[1,2,3,4]|-1 -1 -1",
        "\"p0\":5|5 -1 -1",
        "\"p1\":5,\"p\":\"unrelated\"|-1 5 -1",
        "\"p1\":5,\"p\":{\"x\":1}|-1 5 -1"
      })
  void anArrayOfTheCardsSizeIsTakenAndOnlyNullOrAbsentIsMissing(String fields, String expected)
      throws Exception {
    assertThat(text(decode(schema("p0", "p1", "p2"), fields))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"p\":[1,2]|MISSING_COLUMN|Invalid array p: 2 elements (the card asks for p2)",
        "\"p\":[]|MISSING_COLUMN|Invalid array p: 0 elements (the card asks for p0)",
        "\"p\":[1,2,3,4]|EXTRA_COLUMN|Invalid array p: 4 elements (the card knows no p3)",
        "\"p\":[1,2,3,null]|EXTRA_COLUMN|Invalid array p: 4 elements (the card knows no p3)",
        "\"p\":[null,null,null,{}]|EXTRA_COLUMN|Invalid array p: 4 elements (the card knows no p3)",
        "\"p\":[1,[2],3]|UNPARSABLE_NUMBER|Invalid value of p1: an array",
        "\"p\":[[1,2,3]]|UNPARSABLE_NUMBER|Invalid value of p0: an array",
        "\"p\":[1,2,{\"v\":3}]|UNPARSABLE_NUMBER|Invalid value of p2: an object",
        "\"p\":7|UNPARSABLE_NUMBER|Invalid value of p0: p is a number (must be an array)",
        "\"p\":\"1,2,3\"|UNPARSABLE_NUMBER|Invalid value of p0: p is a text (must be an array)",
        "\"p\":false|UNPARSABLE_NUMBER|Invalid value of p0: p is a boolean (must be an array)",
        "\"p\":{\"0\":1}|UNPARSABLE_NUMBER|Invalid value of p0: p is an object (must be an array)"
      })
  void anArrayOfAnotherSizeOrSomethingElseInItsPlaceIsAReject(
      String fields, RejectCause cause, String message) {
    assertReject(schema("p0", "p1", "p2"), fields, cause, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"a\":5|UNPARSABLE_NUMBER|Invalid value of a.b: a is a number (must be an object)",
        "\"a\":[5]|UNPARSABLE_NUMBER|Invalid value of a.b: a is an array (must be an object)",
        "\"a\":\"\"|UNPARSABLE_NUMBER|Invalid value of a.b: a is a text (must be an object)",
        "\"a\":{\"b\":{\"c\":1}}|UNPARSABLE_NUMBER|Invalid value of a.b: an object"
      })
  void somethingElseInThePlaceOfAnObjectIsAReject(
      String fields, RejectCause cause, String message) {
    assertReject(schema("a.b", "a.c"), fields, cause, message);
  }

  @Test
  void anObjectMayLackMembersAndFlatNamesAreFieldsOfTheirOwn() throws Exception {
    RecordSchema schema = schema("a.b", "a.c");
    assertThat(text(decode(schema, "\"a\":{\"c\":2}"))).isEqualTo("-1 2");
    assertThat(text(decode(schema, "\"a\":{}"))).isEqualTo("-1 -1");
    assertThat(text(decode(schema, "\"a\":\"flattened\",\"a.c\":2"))).isEqualTo("-1 2");
    // p1 is a number of its own, and p10 is not in it
    assertThat(text(decode(schema("p1", "p10"), "\"p1\":3"))).isEqualTo("3 -1");
  }

  @Test
  void aNestedArrayHasTheCardsSizeInEachDirection() throws Exception {
    RecordSchema schema = schema("m00", "m01", "m10", "m11");
    assertThat(text(decode(schema, "\"m\":[[1,2],[3,4]]"))).isEqualTo("1 2 3 4");
    assertThat(text(decode(schema, "\"m\":[null,[3,4]]"))).isEqualTo("-1 -1 3 4");
    for (String wrong :
        List.of(
            "[[1,2]]",
            "[[1,2],[3]]",
            "[[1,2],[3,4,5]]",
            "[[1,2,3],[3,4]]",
            "[[1,2],[3,4],[5,6]]",
            "[1,2,3,4]",
            "[[[1],2],[3,4]]",
            "[{\"0\":1},[3,4]]",
            "[[1,2],4]",
            "[]",
            "[[],[]]")) {
      assertThatThrownBy(() -> decode(schema, "\"m\":" + wrong))
          .as(wrong)
          .isInstanceOf(InvalidRecordException.class);
    }
  }

  @Test
  void objectsInAnArrayMayLackMembersButNotBeFewerOrMore() throws Exception {
    RecordSchema schema = schema("a0.b", "a1.b");
    assertThat(text(decode(schema, "\"a\":[{\"b\":1},{}]"))).isEqualTo("1 -1");
    for (String wrong :
        List.of("[{\"b\":1}]", "[{\"b\":1},{\"b\":1},{\"b\":1}]", "[1,{\"b\":1}]")) {
      assertThatThrownBy(() -> decode(schema, "\"a\":" + wrong))
          .as(wrong)
          .isInstanceOf(InvalidRecordException.class);
    }
  }

  @Test
  void aCardThatPicksElementsSaysByTheLastHowManyThereAre() throws Exception {
    RecordSchema schema = schema("v2", "v5");
    assertThat(text(decode(schema, "\"v\":[0,1,2,3,4,5]"))).isEqualTo("2 5");
    assertReject(
        schema,
        "\"v\":[0,1,2,3,4,5,6]",
        RejectCause.EXTRA_COLUMN,
        "Invalid array v: 7 elements (the card knows no v6)");
    assertReject(
        schema,
        "\"v\":[0,1,2]",
        RejectCause.MISSING_COLUMN,
        "Invalid array v: 3 elements (the card asks for v5)");
  }

  @Test
  void onlyTheSizeOfTheCardIsTakenWhateverItIs() throws Exception {
    Random random = new Random(6);
    for (int i = 0; i < 300; i++) {
      int size = 1 + random.nextInt(130);
      int length = random.nextInt(3) == 0 ? size : random.nextInt(140);
      RecordSchema schema =
          schema(IntStream.range(0, size).mapToObj(at -> "p" + at).toArray(String[]::new));
      String array =
          IntStream.range(0, length)
              .mapToObj(String::valueOf)
              .collect(Collectors.joining(",", "\"p\":[", "]"));
      if (length == size) {
        assertThat(decode(schema, array)[size - 1]).isEqualTo(size - 1);
      } else {
        assertThatThrownBy(() -> decode(schema, array))
            .as("%d of %d", length, size)
            .isInstanceOfSatisfying(
                InvalidRecordException.class,
                e ->
                    assertThat(e.rejectCause())
                        .isEqualTo(
                            length < size ? RejectCause.MISSING_COLUMN : RejectCause.EXTRA_COLUMN));
      }
    }
  }

  @Test
  void theRecordAfterARejectIsReadAsIfNothingHadBeen() throws Exception {
    RecordSchema schema = schema("p0", "p1");
    JsonDecoder decoder = new JsonDecoder(schema);
    float[] row = new float[2];
    RecordSink sink =
        new RecordSink() {
          @Override
          public void key(byte[] bytes, int offset, int length) {}

          @Override
          public void time(long epochMillis) {}

          @Override
          public void feature(int slot, float value) {
            row[slot] = value;
          }
        };
    assertThatThrownBy(() -> decoder.decode(new Text("{\"id\":1,\"p\":5}"), sink))
        .isInstanceOf(InvalidRecordException.class);
    decoder.decode(new Text("{\"id\":1}"), sink);
    assertThat(text(row)).isEqualTo("-1 -1");
    decoder.decode(new Text("{\"id\":1,\"p\":null}"), sink);
    assertThatThrownBy(() -> decoder.decode(new Text("{\"id\":1,\"p\":[2]}"), sink))
        .hasMessage("Invalid array p: 1 elements (the card asks for p1)");
  }

  private static void assertReject(
      RecordSchema schema, String fields, RejectCause cause, String message) {
    assertThatThrownBy(() -> decode(schema, fields))
        .hasMessage(message)
        .isInstanceOfSatisfying(
            InvalidRecordException.class, e -> assertThat(e.rejectCause()).isEqualTo(cause));
  }

  private static String text(float[] row) {
    return IntStream.range(0, row.length)
        .mapToObj(i -> String.valueOf(Math.round(row[i])))
        .collect(Collectors.joining(" "));
  }
}
