package io.howdah.batch.output;

import io.howdah.batch.KnownLabels;
import io.howdah.batch.RunEvidence;
import io.howdah.batch.shuffle.ScoredRecord;
import io.howdah.gate.Evidences;
import io.howdah.gate.KeyLabels;
import io.howdah.gate.KeySketch;
import io.howdah.gate.RowEvidence;
import io.howdah.model.ModelCard;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.mapreduce.TaskInputOutputContext;

/** What a reducer counts of the rows that it writes, for the run to be judged by. */
public final class RowTally {
  private final TaskInputOutputContext<?, ?, ?, ?> context;
  private final Evidences evidence;
  private final List<RowEvidence> all;

  public RowTally(TaskInputOutputContext<?, ?, ?, ?> context, ModelCard card) throws IOException {
    this.context = context;
    this.evidence =
        Evidences.fresh(
            RowEvidence.class,
            card,
            KnownLabels.ofTask(context.getConfiguration(), card)
                .map(KeyLabels.class::cast)
                .orElse(KeyLabels.NONE));
    this.all = evidence.of(RowEvidence.class);
  }

  /**
   * Takes one row.
   *
   * @param best of its records
   */
  public void add(byte[] row, ScoredRecord best) {
    long hash = KeySketch.hash(row, 0, row.length);
    for (RowEvidence each : all) {
      each.add(row, hash, best.label(), best.score());
    }
  }

  /** Leaves all of it beside the output. */
  public void close() throws IOException, InterruptedException {
    RunEvidence.leave(context, evidence);
  }
}
