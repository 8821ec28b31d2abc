package io.howdah.gate;

import java.util.LinkedHashMap;
import java.util.Map;

/** Limits of runs that other tests make. */
public final class TestLimits {
  private TestLimits() {}

  /** Only the counts can refuse a run: whatever its rows hold, they pass. */
  public static Limits ofCounts(long minRows, double maxRejectRatio, double maxNonFinite) {
    Map<String, Double> limits = new LinkedHashMap<>();
    for (Gate gate : Gates.all()) {
      limits.put(gate.name(), gate.bound().isLeast() ? 0 : (double) gate.bound().largest());
    }
    limits.put("min-rows", (double) minRows);
    limits.put("max-reject-ratio", maxRejectRatio);
    limits.put("max-non-finite", maxNonFinite);
    return new Limits(limits);
  }
}
