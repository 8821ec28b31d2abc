package io.howdah.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.gate.EvidenceKind;
import io.howdah.gate.Evidences;
import io.howdah.gate.Findings;
import io.howdah.gate.KeyLabels;
import io.howdah.gate.KeySketch;
import io.howdah.gate.LabelledRows;
import io.howdah.gate.RowEvidence;
import io.howdah.model.ModelCard;
import io.howdah.model.Task;
import io.howdah.record.RecordSchema;
import io.howdah.run.Staging;
import io.howdah.run.TestRequests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.Counters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunEvidenceTest {
  private static final ModelCard CARD =
      new ModelCard(
          "m",
          "1",
          new RecordSchema("id", Optional.empty(), List.of()),
          List.of(1),
          Task.CLASSIFICATION,
          List.of("no", "yes"),
          "");

  @TempDir Path folder;

  /** What a task that wrote some rows leaves. */
  private static Evidences task(int from, int to) {
    Evidences evidence = Evidences.fresh(RowEvidence.class, CARD, KeyLabels.NONE);
    for (int key = from; key < to; key++) {
      for (RowEvidence each : evidence.of(RowEvidence.class)) {
        each.add(new byte[] {(byte) key}, 1000L * key, key % 2, 0.5f);
      }
    }
    return evidence;
  }

  private void leave(int task, Evidences evidence) throws IOException {
    for (EvidenceKind<?> kind : evidence.byKind().keySet()) {
      Path place = Files.createDirectories(folder.resolve("attempt/_" + kind.name()));
      Files.write(place.resolve("part-r-0000" + task), evidence.find(kind).orElseThrow().bytes());
    }
  }

  private Findings gather(int rows) throws IOException {
    Configuration conf = new Configuration(false);
    conf.set("howdah.run.staging-dir", folder.resolve("runs").toUri().toString());
    Counters counters = new Counters();
    for (ScoreCounter counter :
        List.of(ScoreCounter.RECORDS_READ, ScoreCounter.PREDICTIONS, ScoreCounter.KEYS_WRITTEN)) {
      counters.findCounter(counter).increment(rows);
    }
    ScoreConfig config = new ScoreConfig("view", 1000, CARD, "", TestRequests.scoring(4));
    return RunEvidence.gather(
        counters,
        config,
        new org.apache.hadoop.fs.Path(folder.resolve("attempt").toUri()),
        new Staging(conf, "view", 1000));
  }

  @Test
  void addsUpWhatTheTasksLeft() throws Exception {
    leave(0, task(0, 30));
    leave(1, task(30, 50));
    Findings findings = gather(50);
    assertThat(findings.histogram().labels()).containsEntry("no", 25L).containsEntry("yes", 25L);
    assertThat(findings.evidence().find(KeySketch.KIND).orElseThrow().bytes())
        .isEqualTo(task(0, 50).find(KeySketch.KIND).orElseThrow().bytes());
    assertThat(findings.evidence().find(LabelledRows.KIND).orElseThrow().labelled()).isZero();
    assertThat(folder.resolve("attempt")).isEmptyDirectory();
  }

  @Test
  void aTasksPartThatIsLostFailsTheRun() throws Exception {
    leave(0, task(0, 30));
    assertThatThrownBy(() -> gather(50))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "Cannot publish: the histogram counts 30 rows, but the run made 50 predictions and"
                + " wrote 50 rows");
  }

  @Test
  void aTasksPartThatIsSomethingElseFailsTheRun() throws Exception {
    leave(0, task(0, 30));
    Path file = folder.resolve("attempt/_sample/part-r-00000");
    Files.write(file, new byte[11]);
    assertThatThrownBy(() -> gather(30))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Invalid evidence in file:" + file + ": 11 bytes (must be ");
  }
}
