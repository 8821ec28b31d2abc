package io.howdah.examples;

// gates.md: from here
import io.howdah.gate.Bound;
import io.howdah.gate.Counts;
import io.howdah.gate.EvidenceKind;
import io.howdah.gate.Findings;
import io.howdah.gate.Gate;
import io.howdah.gate.RowEvidence;
import io.howdah.gate.Verdict;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Refuses a run whose model is certain of too many rows. */
public final class MaxCertain extends Gate {
  private static final EvidenceKind<CertainRows> CERTAIN =
      new EvidenceKind<>(
          "certain", CertainRows.class, false, (card, labels) -> Optional.of(new CertainRows()));

  public MaxCertain() {
    super(
        "max-certain",
        Bound.mostShare(1),
        "share of rows whose score is 0.95 or more",
        "a larger share of the rows has a score of 0.95 or more");
  }

  @Override
  public List<EvidenceKind<?>> evidence() {
    return List.of(CERTAIN);
  }

  @Override
  public Verdict judge(double limit, Findings findings) {
    CertainRows rows = findings.evidence().find(CERTAIN).orElseThrow();
    return share(limit, rows.certain, rows.all, "rows");
  }

  /** What a reducer counts; the driver adds up what all of them left. */
  private static final class CertainRows implements RowEvidence {
    private long all;
    private long certain;

    @Override
    public void add(byte[] key, long keyHash, int label, float score) {
      all++;
      certain += score >= 0.95f ? 1 : 0;
    }

    @Override
    public byte[] bytes() {
      return ByteBuffer.allocate(2 * Long.BYTES).putLong(all).putLong(certain).array();
    }

    @Override
    public void add(byte[] left) {
      ByteBuffer counts = ByteBuffer.wrap(left);
      all += counts.getLong();
      certain += counts.getLong();
    }

    @Override
    public Optional<String> misfit(Counts counts) {
      return all == counts.keysWritten()
          ? Optional.empty()
          : Optional.of("counts " + all + " rows");
    }
  }
}
// gates.md: to here
