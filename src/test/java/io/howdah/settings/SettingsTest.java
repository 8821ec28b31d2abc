package io.howdah.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.batch.ScoreConfig;
import io.howdah.predict.MiniBatchSize;
import io.howdah.record.FieldConventions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class SettingsTest {
  private static final Path DOCUMENT = Path.of("src/site/markdown/configuration.md");
  private static final Pattern ROW =
      Pattern.compile("\\| `(howdah\\.[a-z.-]+)` \\| `(.*?)` \\| (?:`(--[a-z-]+)`)? ?\\| .+ \\|");
  private static final Pattern OPTION = Pattern.compile(" Option: (--[a-z-]+)\\.$");

  @TempDir Path dir;

  @Test
  void everyDefaultIsWithinItsBounds() {
    Settings settings = Settings.from(new Configuration(false));
    assertThat(settings.scoring().batchSize()).isEqualTo(MiniBatchSize.of(256));
    assertThat(settings.gates().byGate())
        .containsEntry("min-rows", 1.0)
        .containsEntry("max-reject-ratio", 0.01)
        .containsEntry("max-gained", 1.0)
        .containsEntry("min-accuracy", 0.8)
        .hasSize(10);
    assertThat(settings.lease()).hasSeconds(60);
    assertThat(settings.stagingDir()).isEqualTo(".howdah/runs");
  }

  @Test
  void theDocumentShowsTheKeysDefaultsAndOptionsOfTheFile() throws Exception {
    Map<String, List<String>> shown = new TreeMap<>();
    for (String line : Files.readAllLines(DOCUMENT)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        shown.put(row.group(1), texts(row.group(2), row.group(3)));
      }
    }
    assertThat(shown).isEqualTo(documented());
  }

  @Test
  void everyKeyOfTheFileIsRead() throws Exception {
    for (String key : documented().keySet()) {
      Configuration conf = new Configuration(false);
      conf.set(key, "");
      assertThatThrownBy(() -> Settings.from(conf))
          .as(key)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Invalid " + key + ": ");
    }
  }

  private static Map<String, List<String>> documented() throws Exception {
    NodeList properties =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Path.of("src/main/resources", DefaultSettings.FILE).toFile())
            .getElementsByTagName("property");
    Map<String, List<String>> found = new TreeMap<>();
    for (int i = 0; i < properties.getLength(); i++) {
      Element property = (Element) properties.item(i);
      String description = text(property, "description");
      assertThat(description).endsWith(".");
      Matcher option = OPTION.matcher(description);
      found.put(
          text(property, "name"),
          texts(text(property, "value"), option.find() ? option.group(1) : null));
    }
    return found;
  }

  private static List<String> texts(String value, String option) {
    List<String> texts = new ArrayList<>();
    texts.add(value);
    texts.add(option);
    return texts;
  }

  private static String text(Element property, String tag) {
    return property.getElementsByTagName(tag).item(0).getTextContent();
  }

  @ParameterizedTest
  @CsvSource({
    "howdah.batchsize, howdah.batch-size",
    "howdah.run.lease-second, howdah.run.lease-seconds",
    "howdah.gates.min-rows, howdah.gate.min-rows",
    "howdah.job.view, howdah.engine"
  })
  void anUnknownKeyIsAnErrorThatNamesTheNearest(String key, String nearest) {
    Configuration conf = new Configuration(false);
    conf.set(key, "1", "-D");
    assertThatThrownBy(() -> Settings.from(conf))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid setting %s (from -D): there is no such key; the nearest is %s", key, nearest);
  }

  @Test
  void conventionsOfTheInputAreSettings() {
    Configuration conf = new Configuration(false);
    assertThat(Settings.from(conf).delimiter()).isEmpty();
    assertThat(Settings.from(conf).conventions()).isEqualTo(FieldConventions.USUAL);
    conf.set("howdah.input.delimiter", "\t");
    conf.set("howdah.input.null-text", "\\N, NULL,\"\"");
    conf.set("howdah.input.decimal", ",");
    conf.set("howdah.input.escape", "\\");
    conf.set("howdah.input.trailing-delimiter", "true");
    assertThat(Settings.from(conf).delimiter()).contains('\t');
    assertThat(Settings.from(conf).conventions())
        .isEqualTo(new FieldConventions(List.of("\\N", "NULL", ""), ',', '\\', true));
    conf.set("howdah.input.delimiter", "\\x01");
    assertThat(Settings.from(conf).delimiter()).contains('\u0001');
  }

  @ParameterizedTest
  @CsvSource({
    "howdah.gate.max-reject-ratio, 0.5d",
    "howdah.gate.max-reject-ratio, 0x1p-1",
    "howdah.gate.max-reject-ratio, \u0660.\u0661",
    "howdah.gate.max-score-psi, 1_0",
    "howdah.gate.min-rows, \u0661\u0662",
    "howdah.gate.min-rows, +5",
    "howdah.view.regions, 4.0"
  })
  void aNumberIsAsciiDigitsAndNothingOfJavas(String key, String value) {
    Configuration conf = new Configuration(false);
    conf.set(key, value, "-D");
    assertThatThrownBy(() -> Settings.from(conf))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid " + key + ": " + value + " (must be ");
  }

  @Test
  void theFileThatSetABadValueIsNamed() throws Exception {
    Path site = dir.resolve("howdah-site.xml");
    Files.writeString(
        site,
        "<configuration><property><name>howdah.batch-size</name><value>many</value></property>"
            + "</configuration>");
    Configuration conf = new Configuration(false);
    conf.addResource(site.toUri().toURL());
    assertThatThrownBy(() -> Settings.from(conf))
        .hasMessage(
            "Invalid howdah.batch-size: many (must be auto or a whole number from 1 to 65536; from"
                + " %s)",
            site.toUri().toURL());
  }

  @ParameterizedTest
  @CsvSource({
    "howdah.batch-size, 65537, auto or a whole number from 1 to 65536",
    "howdah.gate.max-reject-ratio, 1.5, between 0 and 1",
    "howdah.gate.max-non-finite, NaN, between 0 and 1",
    "howdah.scores, yes, 'one of true, false'",
    "howdah.writer, hfile, 'one of hfiles, puts'",
    "howdah.input.delimiter, ab, 'one character, or written like \\t, \\x01, \\u0001 or \\001, or"
        + " usual'",
    "howdah.input.decimal, ;, 'one of ., ,'",
    "howdah.input.escape, n, 'one ASCII sign like \\, or usual'",
    "howdah.merge, top:1001, 'latest, max, mean, top:N with N <= 1000 or fail'",
    "howdah.run.lease-seconds, 0, a whole number from 1 to 31622400"
  })
  void aValueOutOfItsBoundsIsOneLine(String key, String value, String constraint) {
    Configuration conf = new Configuration(false);
    conf.set(key, value, "-D");
    assertThatThrownBy(() -> Settings.from(conf))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid %s: %s (must be %s; from -D)", key, value, constraint);
  }

  @Test
  void theKeysOfAJobAreReadByItsTasks() {
    Configuration conf = new Configuration(false);
    conf.set(ScoreConfig.VIEW, "digits");
    conf.setInt(Settings.BATCH_SIZE, 7);
    assertThat(Settings.ofTask(conf).scoring().batchSize()).isEqualTo(MiniBatchSize.of(7));
  }
}
