package io.howdah.gate;

/** Limits of runs that other tests make. */
public final class TestLimits {
  private TestLimits() {}

  /** Only the counts can refuse a run: whatever its rows hold, they pass. */
  public static Limits ofCounts(long minRows, double maxRejectRatio, double maxNonFinite) {
    Limits limits = Limits.usual();
    for (Gate gate : Gates.all()) {
      limits =
          limits.with(gate.name(), gate.bound().isLeast() ? 0 : (double) gate.bound().largest());
    }
    return limits
        .with("min-rows", (double) minRows)
        .with("max-reject-ratio", maxRejectRatio)
        .with("max-non-finite", maxNonFinite);
  }
}
