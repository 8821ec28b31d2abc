package io.howdah.gate;

import java.util.List;
import java.util.Optional;

/**
 * Two versions' sampled keys side by side. Only hashes below the smaller of the two samples'
 * thresholds are looked at: there both samples have every key that its version has, so shares of
 * them are estimates of shares of all keys, and exact where neither version has more keys than a
 * sample holds.
 *
 * @param before keys of the earlier version
 * @param after keys of the later one
 * @param both keys that both have
 * @param agreeing of these, those whose predictions agree
 * @param whole true if they are all keys of both versions
 */
record Overlap(int before, int after, int both, int agreeing, boolean whole) {

  /** When two predictions, as a {@link KeySketch} keeps them, count as the same. */
  interface Agreement {
    boolean test(int before, int after);
  }

  /**
   * A version's sample.
   *
   * @param rows of the version: as many as are sampled if it has no more
   */
  record Sample(KeySketch keys, long rows) {
    private boolean isWhole() {
      return keys.size() == rows;
    }

    /** The hash below which every key of the version is sampled, as an unsigned number. */
    private long threshold(List<KeySketch.Entry> entries) {
      return isWhole() ? -1 : entries.get(entries.size() - 1).hash();
    }
  }

  /** Of a run and the published version; empty where that left no sample. */
  static Optional<Overlap> of(Findings run, Reference published, Agreement agreement) {
    KeySketch keys = run.evidence().find(KeySketch.KIND).orElseThrow();
    Sample after = new Sample(keys, run.counts().keysWritten());
    return published.keys().map(before -> of(before, after, agreement));
  }

  static Overlap of(Sample before, Sample after, Agreement agreement) {
    boolean whole = before.isWhole() && after.isWhole();
    List<KeySketch.Entry> ones = before.keys().entries();
    List<KeySketch.Entry> others = after.keys().entries();
    if (!whole) {
      long threshold = min(before.threshold(ones), after.threshold(others));
      ones = below(threshold, ones);
      others = below(threshold, others);
    }
    int both = 0;
    int agreeing = 0;
    int i = 0;
    int j = 0;
    while (i < ones.size() && j < others.size()) {
      KeySketch.Entry one = ones.get(i);
      KeySketch.Entry other = others.get(j);
      int order = Long.compareUnsigned(one.hash(), other.hash());
      if (order == 0) {
        both++;
        agreeing += agreement.test(one.prediction(), other.prediction()) ? 1 : 0;
      }
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    return new Overlap(ones.size(), others.size(), both, agreeing, whole);
  }

  private static long min(long one, long other) {
    return Long.compareUnsigned(one, other) < 0 ? one : other;
  }

  private static List<KeySketch.Entry> below(long threshold, List<KeySketch.Entry> entries) {
    return entries.stream()
        .takeWhile(entry -> Long.compareUnsigned(entry.hash(), threshold) < 0)
        .toList();
  }

  /** What is counted, in words. */
  String keys() {
    return whole ? "keys" : "sampled keys";
  }
}
