package io.howdah.query.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.StringWriter;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestJsonTest {
  private static final String LEFT_OUT =
      "{\"problem\":\"Invalid manifest in the catalog: %s left out, of another form than"
          + " openapi.json tells\"}";

  private static String written(String manifest) throws Exception {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      ManifestJson.write(manifest, json);
      json.writeEndObject();
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"engine\":\"dl4j\",\"sha256\":\"ab\",\"comparedWith\":5,\"failure\":\"x\"}",
        "{\"counts\":{\"recordsRead\":41,\"rejectsByCause\":{\"EMPTY_KEY\":1},"
            + "\"doubled\":{\"keys\":1,\"rule\":\"latest\"},"
            + "\"filledIn\":{\"features\":1,\"records\":{\"age\":3}}}}",
        "{\"gates\":{\"g\":{\"verdict\":\"not judged\",\"passed\":true,\"text\":\"t\","
            + "\"limit\":\"Infinity\"}}}",
        "{\"histogram\":{\"kind\":\"value\",\"from\":-2.5,\"to\":2,\"counts\":[1,0],"
            + "\"labels\":{\"a\":1}}}",
        "{\"millis\":{\"STAGED\":12},\"hides\":{\"events\":1,\"deletions\":0}}"
      })
  void whatIsOfTheFormIsPassedOn(String manifest) throws Exception {
    assertThat(written(manifest)).isEqualTo(manifest);
  }

  @Test
  void whatDoesNotConcernReadersIsNot() throws Exception {
    assertThat(written("{\"request\":{\"input\":[\"/secret\"]},\"engine\":\"dl4j\",\"files\":[]}"))
        .isEqualTo("{\"engine\":\"dl4j\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "histogram|{}",
        "histogram|[]",
        "histogram|null",
        "histogram|{\"kind\":\"score\",\"from\":0,\"to\":1,\"counts\":[]}",
        "histogram|{\"kind\":\"score\",\"from\":0,\"to\":1,\"counts\":[\"1\"]}",
        "histogram|{\"kind\":\"score\",\"from\":0,\"to\":1,\"counts\":{\"length\":3}}",
        "histogram|{\"kind\":\"score\",\"from\":0,\"to\":1e999,\"counts\":[1]}",
        "histogram|{\"kind\":\"score\",\"from\":0,\"to\":1,\"counts\":[1],\"labels\":[1]}",
        "histogram|{\"kind\":\"score\",\"from\":0,\"to\":1,\"counts\":[1],\"labels\":null}",
        "histogram|{\"kind\":\"other\",\"from\":0,\"to\":1,\"counts\":[1]}",
        "gates|{\"x\":null}",
        "gates|{\"x\":7}",
        "gates|{\"x\":{\"text\":\"t\"}}",
        "gates|{\"x\":{\"verdict\":\"fine\",\"text\":\"t\"}}",
        "gates|\"x\"",
        "counts|7",
        "counts|{\"recordsRead\":{}}",
        "counts|{\"recordsRead\":1.5}",
        "counts|{\"keysWritten\":99999999999999999999}",
        "counts|{\"rejectsByCause\":[1]}",
        "counts|{\"filledIn\":{\"records\":{\"x\":null}}}",
        "counts|{\"doubled\":null}",
        "millis|7",
        "millis|{\"STAGED\":\"12\"}",
        "hides|{\"events\":\"1\"}",
        "engine|{}",
        "failure|[\"x\"]",
        "comparedWith|\"5\""
      })
  void whatIsNotIsLeftOutAndSaidToBe(String field, String value) throws Exception {
    assertThat(written("{\"" + field + "\":" + value + "}")).isEqualTo(LEFT_OUT, field);
    assertThat(written("{\"" + field + "\":" + value + ",\"sha256\":\"ab\"}"))
        .as("the others are there")
        .startsWith("{\"sha256\":\"ab\",\"problem\":");
  }

  @Test
  void moreThanAPageCanDrawIsLeftOut() throws Exception {
    String counts = IntStream.range(0, 1_001).mapToObj(i -> "1").collect(Collectors.joining(","));
    String gates =
        IntStream.range(0, 101)
            .mapToObj(i -> "\"g" + i + "\":{\"verdict\":\"passed\",\"text\":\"t\"}")
            .collect(Collectors.joining(","));
    assertThat(
            written(
                "{\"gates\":{"
                    + gates
                    + "},\"histogram\":{\"kind\":\"score\",\"from\":0,\"to\":1,\"counts\":["
                    + counts
                    + "]}}"))
        .isEqualTo(LEFT_OUT, "gates, histogram");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no JSON", "", "[]", "null", "7", "{\"engine\":", "{\"a\":[}"})
  void whatIsNoJsonObjectIsSaidToBeNone(String manifest) throws Exception {
    assertThat(written(manifest))
        .isEqualTo(
            "{\"problem\":\"Invalid manifest in the catalog: not a JSON object, so its run is not"
                + " known\"}");
  }
}
