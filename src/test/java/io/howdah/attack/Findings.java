package io.howdah.attack;

import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What was counted, and what was wrong. */
final class Findings {
  private final Map<String, Integer> counts = new TreeMap<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  synchronized void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  synchronized int of(String what) {
    return counts.getOrDefault(what, 0);
  }

  /** Says at once what is wrong. */
  void wrong(String what) {
    wrong.add(what);
    System.out.println("WRONG: " + what);
  }

  Queue<String> wrong() {
    return wrong;
  }

  @Override
  public synchronized String toString() {
    return counts + ", wrong: " + wrong.size();
  }
}
