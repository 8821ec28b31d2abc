package io.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The files of {@code oozie/} beside the product; what Oozie says of them is tested with it. */
class OozieFilesTest {
  private static final Path FOLDER = Path.of("oozie");

  /** The properties below an element, in their order; one without a value is null. */
  private static Map<String, String> properties(String file, String parent) throws Exception {
    Element root =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(FOLDER.resolve(file).toFile())
            .getDocumentElement();
    Map<String, String> found = new LinkedHashMap<>();
    NodeList all = root.getElementsByTagName("property");
    for (int i = 0; i < all.getLength(); i++) {
      Element property = (Element) all.item(i);
      if (property.getParentNode().getNodeName().equals(parent)) {
        NodeList value = property.getElementsByTagName("value");
        found.put(
            property.getElementsByTagName("name").item(0).getTextContent(),
            value.getLength() == 0 ? null : value.item(0).getTextContent());
      }
    }
    return found;
  }

  @Test
  void theDefaultsOfTheWorkflowAreThoseOfTheSettings() throws Exception {
    Map<String, String> defaults = properties("score/workflow.xml", "parameters");
    Map<String, String> settings =
        new LinkedHashMap<>(properties("score/workflow.xml", "configuration"));
    settings.keySet().removeIf(name -> !name.startsWith("howdah."));
    assertThat(settings).hasSizeGreaterThan(5);
    settings.forEach(
        (name, value) ->
            assertThat(defaults)
                .as(name)
                .containsEntry(value.replaceAll("[${}]", ""), Settings.defaultOf(name)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"score/workflow.xml", "lambda/workflow.xml", "coordinator.xml", "bundle.xml"})
  void jobPropertiesExplainsEveryParameterAndTellsItsDefault(String file) throws Exception {
    String job = Files.readString(FOLDER.resolve("job.properties"));
    properties(file, "parameters")
        .forEach(
            (name, value) -> {
              Matcher line =
                  Pattern.compile("(?m)^#?" + Pattern.quote(name) + "=(.*)$").matcher(job);
              assertThat(line.find()).as(name).isTrue();
              if (value != null && !value.equals("none")) {
                assertThat(line.group(1)).as(name).isEqualTo(value);
              }
            });
  }
}
