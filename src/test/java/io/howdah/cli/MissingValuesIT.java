package io.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.local.SharedHBase;
import io.howdah.model.SmallModel;
import io.howdah.view.Catalog;
import io.howdah.view.VersionState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that a record lacks is filled in without a trace. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MissingValuesIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int REFUSED = 3;
  private static final String[] OVERRIDE = {
    "--override-gate", "max-missing", "--reason", "nobody knows it"
  };
  private static Catalog catalog;
  private static int views;

  @TempDir Path folder;
  private Configuration conf;
  private SmallModel model;
  private String view;

  @BeforeAll
  static void openTheCatalog() throws Exception {
    catalog = new Catalog(SharedHBase.connection());
  }

  @BeforeEach
  void nameAView() throws Exception {
    conf = SharedHBase.configuration();
    conf.set("howdah.run.staging-dir", folder.resolve("runs").toUri().toString());
    model = new SmallModel(folder.resolve("model"));
    model.card("\"US Gross\",\"missing\":0", "\"y\",\"missing\":1");
    view = "missing-" + ++views;
  }

  private CommandResult score(String name, String text, String... more) throws Exception {
    Path input = Files.writeString(folder.resolve(name), text);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "score",
                view,
                "--model",
                model.path(),
                "--input",
                input.toUri().toString(),
                "--format",
                name.substring(name.lastIndexOf('.') + 1),
                "--as-of",
                "1000",
                "--create",
                "full"));
    arguments.addAll(List.of(more));
    return CommandResult.of(conf, arguments.toArray(String[]::new));
  }

  private JsonNode manifest() throws Exception {
    return JSON.readTree(catalog.version(view, 1000).orElseThrow().manifest());
  }

  private static String json(String gross) {
    return """
    {"id":"c1",%1$s1,"y":2,"colour":"red"}
    {"id":"c2",%1$s2,"y":2,"colour":"red"}
    {"id":"c3",%1$s-3,"y":2,"colour":"red"}
    """
        .formatted(gross);
  }

  private void assertScored(String key, String record) {
    float[] outputs = model.outputs(record);
    JsonNode found;
    try {
      found = JSON.readTree(CommandResult.of(conf, "lookup", view, key, "--json").out());
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
    assertThat(found.at("/fields/label").asText())
        .isEqualTo(outputs[1] > outputs[0] ? "yes" : "no");
    assertThat((float) found.at("/fields/score").asDouble())
        .isCloseTo(Math.max(outputs[0], outputs[1]), within(1e-5f));
  }

  @Test
  void aRenamedColumnOfJsonIsRefusedBeforeARunBegins() throws Exception {
    score("films.json", json("\"us gross\":"))
        .assertFailed(
            "Cannot score: none of the 3 records of a sample has a value for feature \"US Gross\""
                + " (did you mean \"us gross\"?), which the model's card would fill in for all of"
                + " them; correct the name in the card, or if it may be absent from all records,"
                + " add --override-gate max-missing --reason TEXT");
    assertThat(catalog.versions(view)).isEmpty();
    score("films.json", json("\"us gross\":"), "--dry-run").assertFailed("\"us gross\"");
    score("films.json", json("\"us gross\":"), "--max-missing", "0.99")
        .assertFailed("\"US Gross\"");
  }

  @Test
  void theNameCorrectedInTheCardEachKeyGetsItsOwnPrediction() throws Exception {
    model.card("\"us gross\",\"missing\":0", "\"y\",\"missing\":1");
    CommandResult done = score("films.json", json("\"us gross\":"));
    done.assertDone();
    assertThat(done.out()).doesNotContain("  filled in ").contains("no value was filled in");
    assertScored("c1", "c1,1,2,red");
    assertScored("c3", "c3,-3,2,red");
    assertThat(manifest().at("/counts/filledIn").toString())
        .isEqualTo("{\"features\":0,\"records\":{}}");
  }

  @Test
  void aFeatureThatIsAbsentEverywhereIsFilledInWhereSomebodySaysWhy() throws Exception {
    CommandResult done = score("films.json", json("\"us gross\":"), OVERRIDE);
    done.assertDone();
    assertThat(done.out())
        .containsPattern("filled in US Gross +3 \\(100%\\)")
        .contains(
            "gate max-missing       overridden (nobody knows it): US Gross was filled in for 3 of 3"
                + " scored records, 1.0000 (at most 0.5)");
    assertThat(catalog.published(view)).hasValue(1000);
    assertScored("c3", "c3,0,2,red");
    assertThat(manifest().at("/counts/filledIn/records/US Gross").asLong()).isEqualTo(3);
    CommandResult report = CommandResult.of(conf, "view", "report", view);
    assertThat(report.out()).containsPattern("filled in US Gross +3 +100%");
    Path html = folder.resolve("runs").resolve(view).resolve("1000/report.html");
    assertThat(Files.readString(html)).contains("Filled in: the record had no value", "US Gross");
    assertThat(CommandResult.of(conf, "view", "report", view, "--json").out())
        .contains(
            "\"filledIn\":{\"features\":1,\"most\":[{\"feature\":\"US Gross\",\"records\":3,"
                + "\"share\":1.0}]}");
  }

  @Test
  void withoutALimitAFeatureMayBeAbsentEverywhere() throws Exception {
    CommandResult done = score("films.json", json("\"us gross\":"), "--max-missing", "1", "--json");
    done.assertDone();
    JsonNode said = JSON.readTree(done.out());
    assertThat(said.get("filledIn").toString()).isEqualTo("{\"US Gross\":3}");
    assertThat(said.get("filledInFeatures").asInt()).isEqualTo(1);
    assertThat(said.at("/gates/max-missing/value").asDouble()).isEqualTo(1);
    assertThat(said.at("/gates/max-missing/passed").asBoolean()).isTrue();
  }

  @Test
  void aFeatureThatIsNullEmptyInTextOrNestedElsewhereIsAbsentToo() throws Exception {
    String tail = "\"y\":2,\"colour\":\"red\"}\n";
    score("films.json", "{\"id\":\"c1\",\"US Gross\":null," + tail)
        .assertFailed("feature \"US Gross\" (there is no other field)");
    for (String field : List.of("\"US Gross\":\"\",", "\"US Gross\":\" \",")) {
      score("films.json", "{\"id\":\"c1\"," + field + tail)
          .assertFailed("UNPARSABLE_NUMBER: Invalid number of US Gross: an empty text");
    }
    score("films.json", "{\"id\":\"c1\",\"film\":{\"us-gross\":7}," + tail)
        .assertFailed("feature \"US Gross\" (did you mean \"film.us-gross\"?)");
    score("films.csv", "id,US Gross,us gross,y,colour\nc1,,5,2,red\nc2, ,6,2,red\n")
        .assertFailed("none of the 2 records", "\"US Gross\" (did you mean \"us gross\"?)");
    score("films.tsv", "id\tUS Gross\ty\tcolour\nc1\t\t2\tred\n")
        .assertFailed("feature \"US Gross\" (there is no other field)");
    model.card("\"p0\",\"missing\":0", "\"p1\",\"missing\":1");
    score("films.json", "{\"id\":\"c1\",\"p\":[1],\"colour\":\"red\"}\n")
        .assertFailed("MISSING_COLUMN: Invalid array p: 1 elements (the card asks for p1)");
    assertThat(catalog.versions(view)).isEmpty();
  }

  @Test
  void aNameThatIsNeededAndWrongIsToldWithWhatIsNear() throws Exception {
    model.card("\"US Gross\"", "\"y\",\"missing\":1");
    score("films.json", json("\"us gross\":"))
        .assertFailed("MISSING_VALUE", "no record has \"US Gross\" (did you mean \"us gross\"?)");
    score("films.json", json("\"US Gross\":").replace("\"id\"", "\"ID\""))
        .assertFailed("EMPTY_KEY", "no record has \"id\" (did you mean \"ID\"?)");
    score("films.csv", "id,us gross,y,colour\nc1,1,2,red\n")
        .assertFailed("Cannot find column US Gross", "did you mean \"us gross\"?");
  }

  @Test
  void tooManyFilledInValuesAreRefusedOnTheFirstVersionAndCountedBeforeRecordsAreMerged()
      throws Exception {
    // a is there twice; b's number is no number: a reject is not counted
    String text =
        "id,US Gross,y,colour\na,,1,red\na,,,red\nb,,x,red\nc,,1,red\nd,1,,red\ne,2,3,green\n";
    String[] more = {"--max-reject-ratio", "0.5", "--merge", "max"};
    CommandResult refused = score("films.csv", text, more);
    assertThat(refused.code()).as(refused.err()).isEqualTo(REFUSED);
    assertThat(refused.out())
        .contains(
            "gate max-missing       refused: US Gross was filled in for 3 of 5 scored records,"
                + " 0.6000 (at most 0.5)")
        .containsPattern("filled in US Gross +3 \\(60\\.0%\\)\n +filled in y +2 \\(40\\.0%\\)")
        .contains("--override-gate max-missing --reason TEXT");
    assertThat(catalog.version(view, 1000).orElseThrow().state()).isEqualTo(VersionState.REJECTED);
    assertThat(catalog.published(view)).isEmpty();
    assertThat(manifest().at("/counts/filledIn").toString())
        .isEqualTo("{\"features\":2,\"records\":{\"US Gross\":3,\"y\":2}}");
    String[] looser = {"--max-reject-ratio", "0.5", "--merge", "max", "--max-missing", "0.6"};
    score("films.csv", text, looser).assertDone();
  }

  @Test
  void theCategoryThatStandsForAnAbsentOneIsCountedAsWell() throws Exception {
    Path card = folder.resolve("model/card.json");
    Files.writeString(
        card,
        Files.readString(card).replace("\"categories\":", "\"missing\":\"green\",\"categories\":"));
    String text = "id,US Gross,y,colour\na,1,1,\nb,1,1, \nc,1,1,red\n";
    CommandResult refused = score("films.csv", text);
    assertThat(refused.code()).as(refused.err()).isEqualTo(REFUSED);
    assertThat(refused.out()).contains("colour was filled in for 2 of 3 scored records, 0.6667");
    score("films.csv", "id,US Gross,y,colour\na,1,1,\n").assertFailed("feature \"colour\"");
  }
}
