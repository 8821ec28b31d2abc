package io.howdah.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ActionDataTest {
  private static byte[] file(String printed, int exitCode) throws IOException {
    ActionData data = new ActionData();
    data.write(printed.getBytes(UTF_8));
    return data.file(exitCode);
  }

  private static Properties data(String printed) throws IOException {
    Properties data = new Properties();
    data.load(new ByteArrayInputStream(file(printed, 0)));
    return data;
  }

  @Test
  void takesTheTextsNumbersAndBooleansAtTheTopOfAnObject() throws IOException {
    assertThat(
            data(
                """
                {"view":"digits","rows":2000,"share":0.25,"done":true,"none":null,"gates":{"min-rows":1},"a":[1]}
                """))
        .containsOnly(
            entry("exitCode", "0"),
            entry("view", "digits"),
            entry("rows", "2000"),
            entry("share", "0.25"),
            entry("done", "true"));
  }

  private static java.util.Map.Entry<Object, Object> entry(String name, String value) {
    return java.util.Map.entry(name, value);
  }

  @Test
  void tellsTheExitCodeWhereNothingWasPrinted() throws IOException {
    Properties data = new Properties();
    data.load(new ByteArrayInputStream(file("", 3)));
    assertThat(data).containsOnly(entry("exitCode", "3"));
  }

  @Test
  void passesOverTextAndWhatOnlyLooksLikeJson() throws IOException {
    assertThat(data("published {\"a\":1}\n{not json\n{\"b\":2}\n{\"c\":"))
        .containsOnly(entry("exitCode", "0"), entry("b", "2"));
  }

  @Test
  void theLastOfSeveralObjectsCounts() throws IOException {
    assertThat(data("{\"key\":\"a\",\"label\":\"8\"}\n{\"key\":\"b\"}\n"))
        .containsOnly(entry("exitCode", "0"), entry("key", "b"), entry("label", "8"));
  }

  @Test
  void keepsTextsThatPropertiesMustEscape() throws IOException {
    String odd = " #!=:\\ é 漢 \t ";
    assertThat(data("{\"odd = : name\":\" #!=:\\\\ é 漢 \\t \"}\n").get("odd = : name"))
        .isEqualTo(odd);
  }

  @Test
  void cutsALongValue() throws IOException {
    assertThat(data("{\"path\":\"" + "x".repeat(10_000) + "\"}\n").getProperty("path"))
        .isEqualTo("x".repeat(ActionData.MOST_CHARACTERS));
  }

  @Test
  void leavesOutWhatDoesNotFitAndKeepsTheEarlierAndTheShorter() throws IOException {
    String long500 = "é".repeat(ActionData.MOST_CHARACTERS); // six bytes each in the file
    byte[] file = file("{\"first\":1,\"long\":\"" + long500 + "\",\"last\":2}\n", 0);
    assertThat(file.length).isLessThanOrEqualTo(ActionData.MOST_BYTES);
    Properties data = new Properties();
    data.load(new ByteArrayInputStream(file));
    assertThat(data).containsOnly(entry("exitCode", "0"), entry("first", "1"), entry("last", "2"));
  }

  @Test
  void aFloodOfOutputIsHeldToItsBounds() throws IOException {
    String object =
        IntStream.range(0, 3000)
            .mapToObj(i -> "\"name" + i + "\":" + i)
            .collect(Collectors.joining(",", "{", "}\n"));
    byte[] file = file(object.repeat(50), 0);
    assertThat(file.length)
        .isLessThanOrEqualTo(ActionData.MOST_BYTES)
        .isGreaterThan(ActionData.MOST_BYTES / 2);
  }
}
