package io.howdah.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.model.ModelCard;
import io.howdah.model.Task;
import io.howdah.predict.Engine;
import io.howdah.predict.Merge;
import io.howdah.predict.MiniBatchSize;
import io.howdah.predict.Scoring;
import io.howdah.record.Feature;
import io.howdah.record.RecordSchema;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.Job;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskModelTest {
  private static Job shipped(String framework, String model, Engine engine) throws Exception {
    Configuration conf = new Configuration(false);
    conf.set("mapreduce.framework.name", framework);
    Job job = Job.getInstance(conf);
    TaskModel.ship(job, config(model, engine));
    return job;
  }

  private static ScoreConfig config(String model, Engine engine) {
    ModelCard card =
        new ModelCard(
            "m",
            "1",
            new RecordSchema("id", Optional.empty(), List.of(new Feature.Numeric("x", Float.NaN))),
            List.of(1),
            Task.REGRESSION,
            List.of(),
            "0".repeat(64));
    Scoring scoring = new Scoring(engine, MiniBatchSize.of(10), Merge.of("latest"), false);
    return new ScoreConfig("view", 1000, card, model, scoring);
  }

  @ParameterizedTest
  @CsvSource({
    "yarn, hdfs:///models/m.zip, ONNXRUNTIME, true",
    "yarn, hdfs:///models/m.onnx, ND4J, true",
    "yarn, hdfs:///models/m.zip, ND4J, false",
    "yarn, hdfs:///models/m.zip, DL4J, false",
    "local, file:///models/m.onnx, ONNXRUNTIME, false",
  })
  void onnxRuntimeGoesWithTheJobsThatNeedIt(
      String framework, String model, Engine engine, boolean needed) throws Exception {
    Job job = shipped(framework, model, engine);
    String jars = job.getConfiguration().get("tmpjars", "");
    assertThat(jars.contains("onnxruntime")).isEqualTo(needed);
    assertThat(job.getCacheFiles() != null).isEqualTo(framework.equals("yarn"));
  }
}
