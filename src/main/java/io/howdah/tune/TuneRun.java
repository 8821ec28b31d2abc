package io.howdah.tune;

import io.howdah.model.Cpu;
import io.howdah.model.LocalCopy;
import io.howdah.model.ModelArtifact;
import io.howdah.model.ModelCard;
import io.howdah.model.NativeBackend;
import io.howdah.predict.Engine;
import io.howdah.settings.Settings;
import io.howdah.source.TrialSample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;

/** Measures in this JVM, the command's or a task's. */
public final class TuneRun implements Sweep.Listener {
  private final Consumer<String> progress;
  private final Map<String, String> engines = new LinkedHashMap<>();
  private final Map<String, String> leftOut = new LinkedHashMap<>();

  private TuneRun(Consumer<String> progress) {
    this.progress = progress;
  }

  public static TuneResult measure(
      TuneRequest request, Configuration conf, Consumer<String> progress) throws IOException {
    return new TuneRun(progress).run(request, conf);
  }

  private TuneResult run(TuneRequest request, Configuration conf) throws IOException {
    ModelArtifact artifact =
        ModelArtifact.open(new org.apache.hadoop.fs.Path(request.model()), conf);
    NativeBackend.prepareTask();
    TrialSample sample =
        TrialSample.of(
            request.format().open(request.input(), Settings.from(conf).maxRecordBytes(), conf),
            artifact.card());
    return LocalCopy.of(artifact, copy -> sweep(artifact.card(), copy, sample, request.plan()));
  }

  private TuneResult sweep(ModelCard card, Path copy, TrialSample sample, Sweep.Plan plan)
      throws IOException {
    List<Measured> measured =
        new Sweep(
                sample::read,
                card.schema().width(),
                new EngineSource(card, copy),
                Sweep.Clocks.system(),
                this)
            .run(plan);
    return new TuneResult(
        Cpu.model(), sample.rows(), sample.records().size(), measured, engines, leftOut, "");
  }

  @Override
  public void opened(Engine asked, String engine) {
    engines.put(asked.text(), engine);
    progress.accept("warming up " + engine);
  }

  @Override
  public void leftOut(String what, String why) {
    leftOut.put(what, why);
    progress.accept("left out: " + what + ": " + why);
  }

  @Override
  public void round(int round, int rounds) {
    progress.accept("measuring, round " + round + " of " + rounds);
  }
}
