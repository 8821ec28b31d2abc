package io.howdah.attack;

import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.hadoop.util.StringUtils;

/** What was counted, and what was wrong. */
final class Findings {
  private final Map<String, Integer> counts = new TreeMap<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  synchronized void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  /** How often; of all together whose names begin so. */
  synchronized int of(String what) {
    return counts.entrySet().stream()
        .filter(count -> count.getKey().startsWith(what))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  /** Says at once what is wrong. */
  void wrong(String what) {
    wrong.add(what);
    System.out.println("WRONG: " + what);
  }

  /** The same of what should not have been thrown. */
  void wrong(String what, Throwable thrown) {
    wrong(what + ": " + StringUtils.stringifyException(thrown));
  }

  Queue<String> wrong() {
    return wrong;
  }

  @Override
  public synchronized String toString() {
    return counts + ", wrong: " + wrong.size();
  }
}
