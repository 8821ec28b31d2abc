package io.howdah.batch;

import io.howdah.files.Scratch;
import io.howdah.model.ModelArtifact;
import io.howdah.model.NativeBackend;
import io.howdah.predict.Engine;
import io.howdah.predict.Engines;
import io.howdah.predict.Predictor;
import io.howdah.predict.onnx.OnnxRuntime;
import io.howdah.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.mapreduce.TableMapReduceUtil;
import org.apache.hadoop.mapreduce.Job;

/** Brings the model to a task: by the distributed cache on a cluster, from its place otherwise. */
final class TaskModel {
  private TaskModel() {}

  /**
   * Ships the model with the job, and ONNX Runtime where it is needed; a local job finds both where
   * they lie.
   */
  static void ship(Job job, ScoreConfig config) throws IOException {
    if (Settings.runsLocally(job.getConfiguration())) {
      return;
    }
    TaskFile.ship(job, place(config), linkName(config));
    if (config.engine() == Engine.ONNXRUNTIME || config.model().endsWith(".onnx")) {
      TableMapReduceUtil.addDependencyJarsForClasses(job.getConfiguration(), OnnxRuntime.shipped());
    }
  }

  static Predictor load(ScoreConfig config, Configuration conf) throws IOException {
    NativeBackend.prepareTask();
    Path link = Path.of(linkName(config));
    if (Files.exists(link)) {
      return Engines.open(config.card(), link, config.engine());
    }
    Path copy = Scratch.file("model-", ".zip");
    try {
      ModelArtifact.of(config.card(), place(config), conf).fetch(copy);
      return Engines.open(config.card(), copy, config.engine());
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  private static org.apache.hadoop.fs.Path place(ScoreConfig config) {
    return new org.apache.hadoop.fs.Path(URI.create(config.model()));
  }

  private static String linkName(ScoreConfig config) {
    return "howdah-model-" + config.card().sha256() + ".zip";
  }
}
