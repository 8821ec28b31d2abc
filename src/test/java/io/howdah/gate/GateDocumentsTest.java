package io.howdah.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.examples.MaxCertain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What documents, defaults and the workflow say of gates is what the list of gates says. */
class GateDocumentsTest {
  private static final Path SITE = Path.of("src/site/markdown");

  private static List<String> rows(Collection<Gate> gates) {
    return gates.stream()
        .map(
            gate ->
                "| `--%s` | %s | %s |"
                    .formatted(gate.name(), gate.bound().usualText(), gate.refuses()))
        .toList();
  }

  private static String description(Gate gate) {
    return (gate.bound().isWhole() ? "" : ", 0 to " + gate.bound().largest())
        + ": refuses when "
        + gate.refuses();
  }

  private static List<String> lines(Path file, String regex) throws Exception {
    return Pattern.compile(regex, Pattern.MULTILINE)
        .matcher(Files.readString(file))
        .results()
        .map(MatchResult::group)
        .toList();
  }

  @Test
  void theTableOfGatesIsTheList() throws Exception {
    assertThat(lines(SITE.resolve("gates.md"), "^\\| `--.*$")).isEqualTo(rows(Gates.all()));
  }

  @Test
  void anotherGateIsAnotherRow() {
    List<Gate> gates = new ArrayList<>(Gates.all());
    gates.add(new MaxCertain());
    assertThat(rows(gates))
        .hasSize(Gates.all().size() + 1)
        .endsWith(
            "| `--max-certain` | 1 | a larger share of the rows has a score of 0.95 or more |");
  }

  @Test
  void theTableOfSettingsIsTheList() throws Exception {
    assertThat(lines(SITE.resolve("configuration.md"), "^\\| `howdah\\.gate\\..*$"))
        .isEqualTo(
            Gates.all().stream()
                .map(
                    gate ->
                        "| `%s` | `%s` | `--%s` | gate%s |"
                            .formatted(
                                gate.key(),
                                gate.bound().usualText(),
                                gate.name(),
                                description(gate)))
                .toList());
  }

  @Test
  void theFileOfDefaultsIsTheList() throws Exception {
    List<String> shown =
        properties(Path.of("src/main/resources/howdah-default.xml")).stream()
            .filter(property -> property.startsWith("howdah.gate."))
            .toList();
    assertThat(shown)
        .isEqualTo(
            Gates.all().stream()
                .map(
                    gate ->
                        "%s=%s=Gate%s. Option: --%s."
                            .formatted(
                                gate.key(),
                                gate.bound().usualText(),
                                description(gate).replace("`", ""),
                                gate.name()))
                .toList());
  }

  @Test
  void theWorkflowHasAParameterForEachGate() throws Exception {
    List<String> properties = properties(Path.of("oozie/score/workflow.xml"));
    for (Gate gate : Gates.all()) {
      assertThat(properties)
          .contains(
              gate.parameter() + "=" + gate.bound().usualText(),
              gate.key() + "=${" + gate.parameter() + "}");
    }
  }

  /** Name, value and description, as far as a property has them, with = between them. */
  private static List<String> properties(Path file) throws Exception {
    NodeList all =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(file.toFile())
            .getElementsByTagName("property");
    List<String> properties = new ArrayList<>();
    for (int i = 0; i < all.getLength(); i++) {
      List<String> texts = new ArrayList<>();
      for (String tag : List.of("name", "value", "description")) {
        NodeList found = ((Element) all.item(i)).getElementsByTagName(tag);
        if (found.getLength() > 0) {
          texts.add(found.item(0).getTextContent());
        }
      }
      properties.add(String.join("=", texts));
    }
    return properties;
  }

  @Test
  void theGateOfTheDocumentIsTheOneThatATestRuns() throws Exception {
    String source = Files.readString(Path.of("src/test/java/io/howdah/examples/MaxCertain.java"));
    String shown =
        source.substring(
            source.indexOf("from here\n") + "from here\n".length(),
            source.indexOf("// gates.md: to here"));
    assertThat(Files.readString(SITE.resolve("gates.md"))).contains("```java\n" + shown + "```");
  }
}
