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
    RecordFormat.of("json")
        .decoder(schema, List.of())
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
    RecordDecoder<Text> decoder = RecordFormat.of("json").decoder(schema, List.of());
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"a\":{\"b\":5}|Invalid value of a.b.c: a.b is a number (must be an object)",
        "\"a\":{\"b\":[]}|Invalid value of a.b.c: a.b is an array (must be an object)",
        "\"a\":{\"p\":7}|Invalid value of a.p0: a.p is a number (must be an array)",
        "\"a\":{\"p\":\"1,2\"}|Invalid value of a.p0: a.p is a text (must be an array)",
        "\"a\":{\"p\":{}}|Invalid value of a.p0: a.p is an object (must be an array)",
        "\"a\":{\"q\":[{\"x\":3}]}|Invalid value of a.q0.x.y: a.q0.x is a number (must be an"
            + " object)"
      })
  void somethingElseFurtherInIsARejectToo(String fields, String message) {
    assertReject(
        schema("a.b.c", "a.p0", "a.p1", "a.q0.x.y"),
        fields,
        RejectCause.UNPARSABLE_NUMBER,
        message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"a\":null,\"a\":{\"b\":5}|a",
        "\"a\":{\"p\":[1,2],\"p\":7}|a.p",
        "\"a\":{},\"a\":{\"b\":null}|a"
      })
  void aFieldThatHoldsFeaturesStandsThereOnce(String fields, String name) {
    assertReject(
        schema("a.b.c", "a.p0", "a.p1"),
        fields,
        RejectCause.MALFORMED_JSON,
        "Invalid JSON: field " + name + " appears twice");
  }

  @Test
  void whatAnObjectLacksExcusesNoArrayBesideIt() {
    assertReject(
        schema("x.p0", "x.p1"),
        "\"x\":{},\"x.p\":[1]",
        RejectCause.MISSING_COLUMN,
        "Invalid array x.p: 1 elements (the card asks for x.p1)");
  }

  @Test
  void aFieldWhoseNameIsAFeaturesWithoutItsDigitsIsAnother() throws Exception {
    assertThat(text(decode(schema("income2"), "\"income\":100"))).isEqualTo("-1");
    assertThat(text(decode(schema("income2"), "\"income\":100,\"income2\":7"))).isEqualTo("7");
    assertThat(text(decode(schema("address2", "address3"), "\"address\":\"Aarberg\"")))
        .isEqualTo("-1 -1");
    assertThat(text(decode(schema("x2"), "\"x\":{\"y\":1}"))).isEqualTo("-1");
    assertThat(text(decode(schema("tag1"), "\"tag\":[\"a\"]"))).isEqualTo("-1");
    assertThat(text(decode(schema("tag1"), "\"tag\":[\"a\",3,\"c\"]"))).isEqualTo("3");
    // of x1 to x20 the card picks two; x1 is no array because of x10
    assertThat(text(decode(schema("x10", "x20"), "\"x1\":5,\"x2\":6,\"x20\":7"))).isEqualTo("-1 7");
  }

  @Test
  void anArrayThatDoesNotBeginAtItsFirstElementHasStillTheCardsSize() throws Exception {
    RecordSchema schema = schema("x1", "x2");
    assertThat(text(decode(schema, "\"x\":[0,1,2]"))).isEqualTo("1 2");
    assertReject(
        schema,
        "\"x\":[1,2]",
        RejectCause.MISSING_COLUMN,
        "Invalid array x: 2 elements (the card asks for x2)");
  }

  /** Of random nestings: the record's text, what it must give, and whether it must be refused. */
  private static final class Nesting {
    private static final List<String> NOT_AN_OBJECT =
        List.of("5", "\"\"", "\"x\"", "true", "[]", "[7]", "[null]");
    private static final List<String> NOT_AN_ARRAY =
        List.of("5", "\"1,2\"", "false", "{}", "{\"0\":1}");
    private static final List<String> NO_VALUE =
        List.of("{}", "[]", "[1]", "[null]", "{\"v\":null}", "\"x\"", "\"\"");

    private final Random random;
    private final StringBuilder json = new StringBuilder();
    private final List<String> names = new ArrayList<>();
    private final List<Float> values = new ArrayList<>();
    private boolean broken;

    Nesting(Random random) {
      this.random = random;
    }

    /** A shape: a number, an object of some members, or an array of elements of one shape. */
    private String shape(int depth) {
      int kind = depth == 0 ? 0 : random.nextInt(3);
      if (kind == 1) {
        return "{" + shape(depth - 1) + (random.nextBoolean() ? shape(depth - 1) : "") + "}";
      }
      return kind == 2 ? "[" + (1 + random.nextInt(3)) + shape(depth - 1) + "]" : "n";
    }

    /** Where a shape ends that begins there. */
    private static int end(String shape, int from) {
      int open = 0;
      int at = from;
      do {
        open += "{[".indexOf(shape.charAt(at)) >= 0 ? 1 : 0;
        open -= "}]".indexOf(shape.charAt(at)) >= 0 ? 1 : 0;
        at++;
      } while (open > 0);
      return at;
    }

    /** Writes a value of a shape; of one that is {@code gone} only the features are noted. */
    private void write(String shape, String name, boolean gone) {
      boolean isNull = !gone && random.nextInt(12) == 0;
      boolean wrong = !gone && !isNull && random.nextInt(25) == 0;
      boolean none = gone || isNull || wrong;
      broken |= wrong;
      char kind = shape.charAt(0);
      if (kind == 'n') {
        names.add(name);
        values.add(none ? FILLED : names.size());
      }
      if (isNull) {
        json.append("null");
      } else if (wrong) {
        List<String> wrongs = kind == 'n' ? NO_VALUE : kind == '{' ? NOT_AN_OBJECT : NOT_AN_ARRAY;
        json.append(wrongs.get(random.nextInt(wrongs.size())));
      } else if (kind == 'n' && !gone) {
        json.append(names.size());
      }
      if (kind == '{') {
        members(shape, name, none);
      } else if (kind == '[') {
        elements(shape, name, none);
      }
    }

    private void members(String shape, String name, boolean none) {
      String separator = "{";
      char member = 'a';
      for (int at = 1; at < shape.length() - 1; at = end(shape, at)) {
        boolean absent = none || random.nextInt(6) == 0;
        if (!absent) {
          json.append(separator).append('"').append(member).append("\":");
          separator = ",";
        }
        write(shape.substring(at, end(shape, at)), name + "." + member, absent);
        member++;
      }
      if (!none) {
        json.append(separator.equals("{") ? "{}" : "}");
      }
    }

    private void elements(String shape, String name, boolean none) {
      int size = shape.charAt(1) - '0';
      int more = none || random.nextInt(20) > 0 ? 0 : random.nextBoolean() ? 1 : -1;
      broken |= more != 0;
      for (int i = 0; i < size; i++) {
        boolean absent = none || i >= size + more;
        json.append(absent ? "" : i == 0 ? "[" : ",");
        write(shape.substring(2, shape.length() - 1), name + i, absent);
      }
      if (!none) {
        json.append(size + more == 0 ? "[]" : more > 0 ? ",null]" : "]");
      }
    }
  }

  @Test
  void inAnyNestingOnlyNullAndAbsentAreMissingAndEveryOtherShapeIsRefused() throws Exception {
    int refused = 0;
    int taken = 0;
    for (int seed = 0; seed < 20_000; seed++) {
      Nesting nesting = new Nesting(new Random(seed));
      nesting.json.append("\"r\":");
      nesting.write(nesting.shape(4), "r", false);
      RecordSchema schema = schema(nesting.names.toArray(String[]::new));
      String record = nesting.json.toString();
      if (nesting.broken) {
        refused++;
        assertThatThrownBy(() -> decode(schema, record))
            .as("%s of %s", record, nesting.names)
            .isInstanceOf(InvalidRecordException.class);
      } else {
        taken++;
        float[] row = decode(schema, record);
        for (int i = 0; i < row.length; i++) {
          assertThat(row[i])
              .as("%s of %s", nesting.names.get(i), record)
              .isEqualTo(nesting.values.get(i));
        }
      }
    }
    assertThat(refused).isGreaterThan(1_000);
    assertThat(taken).isGreaterThan(1_000);
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
