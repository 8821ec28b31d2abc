package io.howdah.tune;

/**
 * How fast a candidate was.
 *
 * @param rowsPerSecond decoded and scored in a second of CPU time of the calling thread, the median
 *     of the rounds
 * @param p50Millis and {@code p99Millis}: time to decode and score one mini-batch; of fewer than
 *     100 the p99 is the slowest
 * @param predictShare of that time, 0 to 1, that the engine took; the rest is decoding
 * @param residentBytes by which the process grew when the candidate was first used
 */
public record Measured(
    Candidate candidate,
    double rowsPerSecond,
    double p50Millis,
    double p99Millis,
    double predictShare,
    long residentBytes) {
  /** Rows a second of one thread. */
  double rowsPerThread() {
    return rowsPerSecond / candidate.threads();
  }
}
