package io.howdah.attack;

import io.howdah.view.CatalogException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Asks one reader, and checks every answer. */
final class Checker {
  /** Who is asked; empty, or an exception, if there is no answer at present. */
  interface Asked {
    Optional<Seen> ask(String key) throws IOException, InterruptedException;
  }

  private static final int PATIENCE = 10;

  private final String name;
  private final long lagNanos;
  private final Asked asked;
  private final Truth truth;
  private final Findings findings;
  private final Map<String, Long> newest = new HashMap<>();

  /**
   * @param lagMillis how long it may take until it knows what others know
   */
  Checker(String name, long lagMillis, Asked asked, Truth truth, Findings findings) {
    this.name = name;
    this.lagNanos = TimeUnit.MILLISECONDS.toNanos(lagMillis);
    this.asked = asked;
    this.truth = truth;
    this.findings = findings;
  }

  /** Asks for any key, while anything may be going on. */
  void any(Random random) throws IOException, InterruptedException {
    String key = Truth.key(random.nextInt(Truth.KEYS));
    Truth.Before before = truth.before(key, lagNanos, newest.getOrDefault(key, 0L));
    Optional<Seen> seen = ask(key);
    findings.count(name + ": " + seen.map(Seen::kind).orElse("no answer"));
    if (seen.isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(100); // no use in asking at once again
      return;
    }
    Optional<String> wrong = truth.wrong(before, seen.get());
    wrong.ifPresent(what -> findings.wrong(name + ": " + what));
    if (wrong.isEmpty()) {
      newest.merge(key, seen.get().asOf(), Math::max);
    }
  }

  /**
   * Asks for every key, where nothing is going on: each has one right answer, and none is wrong.
   *
   * @param version that is published
   */
  void all(long version) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(lagNanos); // it may not know of the version before
    int patience = PATIENCE;
    for (int number = 0; number < Truth.KEYS; number++) {
      String key = Truth.key(number);
      Optional<Seen> seen = ask(key);
      for (; seen.isEmpty() && patience > 0; patience--) {
        TimeUnit.SECONDS.sleep(1);
        seen = ask(key);
      }
      if (seen.isEmpty()) {
        findings.wrong(name + ": no answer for " + key + ", though nothing is going on");
        return;
      }
      findings.count("when calm: " + seen.get().kind());
      truth
          .wrongWhenCalm(key, version, seen.get())
          .ifPresent(wrong -> findings.wrong(name + ": " + wrong));
    }
  }

  private Optional<Seen> ask(String key) throws InterruptedException {
    try {
      return asked.ask(key);
    } catch (CatalogException e) {
      findings.wrong(name + " for " + key, e);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // it is away; whether it comes back is seen when all is calm
    }
  }
}
