package io.howdah.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.model.ModelCard;
import io.howdah.model.Task;
import io.howdah.predict.Engine;
import io.howdah.record.Feature;
import io.howdah.record.RecordFormat;
import io.howdah.record.RecordSchema;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.hbase.io.ImmutableBytesWritable;
import org.apache.hadoop.mrunit.mapreduce.ReduceDriver;
import org.junit.jupiter.api.Test;

class MergeCombinerTest {
  @Test
  void keepsTheLatestOfAKeyAndCountsTheOthers() throws Exception {
    var driver = ReduceDriver.newReduceDriver(new MergeCombiner());
    config().writeTo(driver.getConfiguration());
    var key = new ImmutableBytesWritable("key".getBytes(StandardCharsets.UTF_8));
    var output =
        driver.withInput(key, List.of(scored(1, .9f), scored(3, .2f), scored(2, .5f))).run();
    assertThat(output).hasSize(1);
    assertThat(output.get(0).getSecond()).isEqualTo(scored(3, .2f));
    assertThat(driver.getCounters().findCounter(ScoreCounter.MERGED_AWAY).getValue()).isEqualTo(2);
  }

  @Test
  void theTasksReadWhatTheDriverWrote() throws Exception {
    var conf = new org.apache.hadoop.conf.Configuration(false);
    config().writeTo(conf);
    assertThat(ScoreConfig.from(conf)).isEqualTo(config());
  }

  private static ScoredRecord scored(long time, float score) {
    ScoredRecord record = new ScoredRecord();
    record.set(time, 0, score, new float[0], 0, 0);
    return record;
  }

  private static ScoreConfig config() {
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
        new RecordFormat(RecordFormat.Kind.CSV, ';', true, columns),
        columns,
        Engine.ND4J,
        64,
        1000,
        Merge.of("latest"),
        true);
  }
}
