package io.howdah.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.model.ModelCard;
import io.howdah.model.Task;
import io.howdah.predict.Engine;
import io.howdah.predict.Merge;
import io.howdah.predict.MiniBatchSize;
import io.howdah.predict.Scoring;
import io.howdah.record.Feature;
import io.howdah.record.FieldConventions;
import io.howdah.record.RecordFormat;
import io.howdah.record.RecordSchema;
import io.howdah.settings.Settings;
import io.howdah.source.TextLayout;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

public class ScoreConfigTest {
  @Test
  void theTasksReadWhatTheDriverWrote() throws Exception {
    var conf = new Configuration(false);
    config("latest").writeTo(conf);
    assertThat(ScoreConfig.from(conf)).isEqualTo(config("latest"));
  }

  @Test
  void theTasksReadWhatNoXmlHoldsToo() throws Exception {
    ScoreConfig plain = config("latest");
    var schema =
        new RecordSchema(
            "id",
            Optional.empty(),
            List.of(
                new Feature.OneHot(
                    "c", List.of("\ufffe", "\uffff", "${user.name}", "\ud83d\ude00"), -1)));
    ModelCard card =
        new ModelCard(
            "m",
            "1",
            schema,
            List.of(4),
            Task.CLASSIFICATION,
            List.of("no", "yes"),
            "a".repeat(64));
    ScoreConfig odd = new ScoreConfig("view", 1000, card, "file:/model.zip", plain.scoring());
    Configuration conf = new Configuration(false);
    Settings.set(conf, Settings.DELIMITER, "\u0001", "--delimiter");
    Settings.set(conf, Settings.NULL_TEXT, "a\u0002,\uffff", "-D");
    Configuration job = Settings.forJob(conf);
    TextLayout ofControlCharacters =
        new TextLayout(
            new RecordFormat(
                RecordFormat.Kind.CSV,
                '\u0001',
                true,
                List.of("id", "d\ufffe"),
                new FieldConventions(List.of("a\u0002", "\uffff"), '.', '"', false)),
            "id\u0001c\uffff\u0001${user.name}",
            1000);
    odd.writeTo(job);
    assertThat(ScoreConfig.from(throughXml(job))).isEqualTo(odd);
    for (TextLayout layout :
        List.of(
            ofControlCharacters,
            new TextLayout(
                new RecordFormat(
                    RecordFormat.Kind.CSV,
                    ';',
                    true,
                    List.of("id", "x\u001fy"),
                    new FieldConventions(
                        List.of("\\N", "${user.name}", "\u0001", ""), ',', '\\', true)),
                "id;x\u001fy",
                1000))) {
      layout.writeTo(job);
      assertThat(TextLayout.from(throughXml(job))).isEqualTo(layout);
    }
  }

  @Test
  void otherSettingsAreRefusedWhereTheJobCouldNotCarryThem() {
    Configuration conf = new Configuration(false);
    assertThatThrownBy(() -> Settings.set(conf, Settings.STAGING_DIR, "a\u0001b", "--staging-dir"))
        .hasMessage("Invalid --staging-dir: a\ufffdb (must be without control characters)");
    assertThatThrownBy(() -> Settings.set(conf, "mapreduce.job.name", "\u001b[2J", "-D"))
        .hasMessage(
            "Invalid mapreduce.job.name: \ufffd[2J (must be without control characters; from -D)");
    assertThatThrownBy(() -> Settings.set(conf, "a\u0000", "b", "-D"))
        .hasMessageStartingWith("Invalid a\ufffd: b");
    assertThat(conf).isEmpty();
  }

  /** As a job's configuration travels. */
  private static Configuration throughXml(Configuration conf) throws Exception {
    ByteArrayOutputStream xml = new ByteArrayOutputStream();
    conf.writeXml(xml);
    Configuration read = new Configuration(false);
    read.addResource(new ByteArrayInputStream(xml.toByteArray()));
    return read;
  }

  public static ScoreConfig config(String merge) {
    RecordSchema schema =
        new RecordSchema("id", Optional.empty(), List.of(new Feature.Numeric("x", Float.NaN)));
    ModelCard card =
        new ModelCard(
            "m",
            "1",
            schema,
            List.of(1),
            Task.CLASSIFICATION,
            List.of("no", "yes"),
            "a".repeat(64));
    Scoring scoring = new Scoring(Engine.ND4J, MiniBatchSize.of(64), Merge.of(merge), true);
    return new ScoreConfig("view", 1000, card, "file:/model.zip", scoring);
  }
}
