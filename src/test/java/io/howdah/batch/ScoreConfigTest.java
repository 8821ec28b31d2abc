package io.howdah.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.model.ModelCard;
import io.howdah.model.Task;
import io.howdah.predict.Engine;
import io.howdah.record.Feature;
import io.howdah.record.FieldConventions;
import io.howdah.record.RecordFormat;
import io.howdah.record.RecordSchema;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class ScoreConfigTest {
  @Test
  void theTasksReadWhatTheDriverWrote() throws Exception {
    var conf = new Configuration(false);
    config("latest").writeTo(conf);
    assertThat(ScoreConfig.from(conf)).isEqualTo(config("latest"));
  }

  static ScoreConfig config(String merge) {
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
    List<String> columns = List.of("id", "x\u001fy");
    return new ScoreConfig(
        "view",
        1000,
        card,
        "file:/model.zip",
        new RecordFormat(
            RecordFormat.Kind.CSV,
            ';',
            true,
            columns,
            new FieldConventions(List.of("\\N", "${user.name}", "\u0001", ""), ',', '\\', true)),
        columns,
        Engine.ND4J,
        64,
        1000,
        Merge.of(merge),
        true);
  }
}
