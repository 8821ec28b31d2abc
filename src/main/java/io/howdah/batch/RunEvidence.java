package io.howdah.batch;

import io.howdah.batch.output.SideFile;
import io.howdah.files.PartFiles;
import io.howdah.files.PlainFile;
import io.howdah.gate.Counts;
import io.howdah.gate.Evidence;
import io.howdah.gate.EvidenceKind;
import io.howdah.gate.Evidences;
import io.howdah.gate.FilledEvidence;
import io.howdah.gate.Findings;
import io.howdah.gate.KeyLabels;
import io.howdah.gate.LabelledRows;
import io.howdah.gate.Reference;
import io.howdah.model.ModelCard;
import io.howdah.predict.FilledCounts;
import io.howdah.record.RejectCause;
import io.howdah.run.RunManifest;
import io.howdah.run.Staging;
import io.howdah.view.Catalog;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Counters;
import org.apache.hadoop.mapreduce.TaskInputOutputContext;
import org.apache.hadoop.security.AccessControlException;

/**
 * Evidence in the folders of runs: each task leaves a file of each kind beside its output, the
 * driver adds them up, and a run keeps what a later one is compared with.
 */
public final class RunEvidence {
  private RunEvidence() {}

  private static String folder(EvidenceKind<?> kind) {
    return "_" + kind.name();
  }

  /** Leaves what a task has counted. */
  public static void leave(TaskInputOutputContext<?, ?, ?, ?> context, Evidences evidence)
      throws IOException, InterruptedException {
    for (Map.Entry<EvidenceKind<?>, Evidence> each : evidence.byKind().entrySet()) {
      byte[] bytes = each.getValue().bytes();
      if (bytes.length > 0) {
        SideFile file = new SideFile(context, folder(each.getKey()));
        file.append(bytes);
        file.close();
      }
    }
  }

  /**
   * Takes what the tasks left out of an attempt's folder.
   *
   * @throws IOException if it does not fit together: something was lost on the way
   */
  static Findings gather(Counters counters, ScoreConfig config, Path attempt, Staging staging)
      throws IOException {
    Evidences evidence = Evidences.fresh(Evidence.class, config.card(), KeyLabels.NONE);
    for (Map.Entry<EvidenceKind<?>, Evidence> each : evidence.byKind().entrySet()) {
      Path folder = new Path(attempt, folder(each.getKey()));
      PartFiles.readFiles(
          staging.files(), folder, (file, bytes) -> add(each.getValue(), file, bytes));
      staging.files().delete(folder, true);
    }
    Counts counts = counts(counters, evidence, config.mergeRule());
    counts.mustBalance();
    for (Map.Entry<EvidenceKind<?>, Evidence> each : evidence.byKind().entrySet()) {
      Optional<String> misfit = each.getValue().misfit(counts);
      if (misfit.isPresent()) {
        throw new IOException(
            "Cannot publish: the "
                + each.getKey().name()
                + " "
                + misfit.get()
                + ", but the run made "
                + counts.predictions()
                + " predictions and wrote "
                + counts.keysWritten()
                + " rows");
      }
    }
    return new Findings(counts, evidence, Optional.empty());
  }

  private static void add(Evidence sum, Path file, byte[] left) throws IOException {
    try {
      sum.add(left);
    } catch (IOException | RuntimeException e) {
      throw new IOException("Invalid evidence in " + file + ": " + e.getMessage(), e);
    }
  }

  private static Counts counts(Counters counters, Evidences evidence, String rule)
      throws IOException {
    FilledCounts filled = evidence.find(FilledEvidence.KIND).orElseThrow().counts();
    if (filled.values() != count(counters, ScoreCounter.FILLED_IN)) {
      throw new IOException(
          "Cannot publish: the mappers left counts of "
              + filled.values()
              + " filled-in values, but counted "
              + count(counters, ScoreCounter.FILLED_IN));
    }
    Map<String, Long> rejects = new TreeMap<>();
    for (RejectCause cause : RejectCause.values()) {
      if (count(counters, cause) > 0) {
        rejects.put(cause.name(), count(counters, cause));
      }
    }
    LabelledRows labels = evidence.find(LabelledRows.KIND).orElseThrow();
    return new Counts(
        count(counters, ScoreCounter.RECORDS_READ),
        count(counters, ScoreCounter.PREDICTIONS),
        count(counters, ScoreCounter.REJECTS),
        count(counters, ScoreCounter.NON_FINITE),
        count(counters, ScoreCounter.MERGED_AWAY),
        new Counts.Doubled(count(counters, ScoreCounter.KEYS_DOUBLED), rule),
        count(counters, ScoreCounter.KEYS_WRITTEN),
        count(counters, ScoreCounter.CELLS_WRITTEN),
        labels.labelled(),
        labels.right(),
        rejects,
        filled.summary());
  }

  private static long count(Counters counters, Enum<?> counter) {
    return counters.findCounter(counter).getValue();
  }

  /** Keeps what a later run is compared with. */
  static void keep(Evidences evidence, Staging staging, Configuration conf) throws IOException {
    for (Map.Entry<EvidenceKind<?>, Evidence> each : evidence.byKind().entrySet()) {
      if (each.getKey().isKept()) {
        PlainFile.write(staging.kept(each.getKey()), each.getValue().bytes(), conf);
      }
    }
  }

  /**
   * The published version, with what its run kept; empty where nothing is published.
   *
   * @param card of the model whose run is compared with it
   */
  static Optional<Reference> published(
      Catalog catalog, Configuration conf, String view, ModelCard card) throws IOException {
    OptionalLong version = catalog.published(view);
    if (version.isEmpty()) {
      return Optional.empty();
    }
    Optional<RunManifest> manifest =
        catalog
            .version(view, version.getAsLong())
            .flatMap(published -> RunManifest.read(published.manifest()));
    Optional<Counts> counts = manifest.map(RunManifest::counts);
    return Optional.of(
        new Reference(
            catalog.view(view).mode(),
            version.getAsLong(),
            counts.map(Counts::keysWritten).orElse(0L),
            manifest.map(RunManifest::histogram),
            counts.isPresent()
                ? kept(new Staging(conf, view, version.getAsLong()), card, counts.get())
                : new Evidences()));
  }

  private static Evidences kept(Staging staging, ModelCard card, Counts counts) throws IOException {
    Evidences kept = new Evidences();
    for (Map.Entry<EvidenceKind<?>, Evidence> each :
        Evidences.fresh(Evidence.class, card, KeyLabels.NONE).byKind().entrySet()) {
      if (each.getKey().isKept()
          && isRead(staging.kept(each.getKey()), each.getValue(), counts, staging)) {
        kept.put(each.getKey(), each.getValue());
      }
    }
    return kept;
  }

  /** False where the file is gone or another user's, or is something else. */
  private static boolean isRead(Path file, Evidence evidence, Counts counts, Staging staging)
      throws IOException {
    byte[] bytes;
    try {
      bytes = PartFiles.bytes(staging.files(), file);
    } catch (FileNotFoundException | AccessControlException e) {
      return false;
    }
    try {
      evidence.add(bytes);
    } catch (IOException | RuntimeException e) {
      return false;
    }
    return evidence.misfit(counts).isEmpty();
  }
}
