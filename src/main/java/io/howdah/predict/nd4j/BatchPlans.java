package io.howdah.predict.nd4j;

import io.howdah.predict.MiniBatch;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The plans for the rows of one mini-batch, made when they are first needed. A plan is for a range
 * of rows; ranges are rounded up so that mini-batches of any size need few plans.
 */
final class BatchPlans {
  /** Forgotten beyond this: ranges that begin anywhere, when a mini-batch is scored in parts. */
  private static final int MOST = 64;

  private final CompiledNetwork network;
  private final LayerMemory memory;
  private final RowTransfer transfer;
  private final MiniBatch batch;
  private final Map<Range, Scoring> scorings =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Range, Scoring> eldest) {
          return size() > MOST;
        }
      };

  /** Rows of the mini-batch. */
  private record Range(int start, int rows) {}

  /** A plan and what reads its output. */
  private record Scoring(Plan plan, RowTransfer.Outputs outputs) {}

  BatchPlans(CompiledNetwork network, LayerMemory memory, RowTransfer transfer, MiniBatch batch) {
    this.network = network;
    this.memory = memory;
    this.transfer = transfer;
    this.batch = batch;
  }

  /** Scores rows {@code from..to-1}, and writes their outputs from {@code offset} on. */
  void score(int from, int to, int outputs, float[] target, int offset) {
    Range range = around(from, to, batch.capacity());
    Scoring scoring = scorings.computeIfAbsent(range, this::prepare);
    scoring.plan().run();
    scoring.outputs().read((from - range.start()) * outputs, target, offset, (to - from) * outputs);
  }

  private Scoring prepare(Range range) {
    PlanBuilder builder = new PlanBuilder(memory);
    INDArray features = transfer.features(batch, range.start(), range.rows(), builder);
    Plan plan = builder.build(network.bind(builder, features));
    return new Scoring(plan, transfer.outputs(plan.output()));
  }

  /**
   * A range that has these rows: their number is rounded up to three significant bits, so at most a
   * quarter is computed in vain, of rows that are left from before.
   */
  private static Range around(int from, int to, int capacity) {
    int granule = Math.max(1, Integer.highestOneBit(to - from) >> 2);
    int rows = Math.min((to - from + granule - 1) / granule * granule, capacity);
    return new Range(Math.min(from, capacity - rows), rows);
  }
}
