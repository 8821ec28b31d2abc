package io.howdah.attack;

import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * What a key may answer, by the rules of the documents and a plain recomputation. What a version
 * holds follows from its number; an event may answer from when it is sent on.
 *
 * <p>While things die it is not known which version a reader was pointed to, nor which events have
 * arrived: an answer must be that of a version that the catalog named as published between the
 * question and the answer, or of an event that was sent, and no older than what was answered
 * before.
 */
final class Truth {
  static final int KEYS = 300;

  /** Nothing: the features of a deletion. */
  private static final String DELETED = "";

  /** What the catalog tells. */
  interface Catalog {
    /** The version that readers are pointed to. */
    long now() throws IOException;

    /** Whether readers are pointed to that version, or were. */
    boolean ever(long version) throws IOException;
  }

  private final Outcomes outcomes;
  private final Catalog catalog;
  private final NavigableSet<Long> begun = new ConcurrentSkipListSet<>();
  private final Growing published = new Growing();
  private final Map<String, NavigableMap<Long, String>> events = new ConcurrentHashMap<>();
  private final Map<String, Growing> answered = new ConcurrentHashMap<>();

  Truth(Outcomes outcomes, Catalog catalog) {
    this.outcomes = outcomes;
    this.catalog = catalog;
  }

  static String key(int number) {
    return "key-" + number;
  }

  /** The features of a key in a version, {@code x,y,colour}; empty where it has no such row. */
  static Optional<String> row(long version, String key) {
    long any = new SplittableRandom(version * 31 + key.hashCode()).nextLong();
    return Math.floorMod(any, 10) == 0
        ? Optional.empty()
        : Optional.of(Outcomes.features(any / 10));
  }

  /** From now on there may be such a version. */
  void begun(long version) {
    begun.add(version);
  }

  /**
   * From now on the event may answer.
   *
   * @param features {@code x,y,colour}; null of a deletion
   * @return false if the key has an event of that time
   */
  boolean sent(String key, long time, String features) {
    return events
            .computeIfAbsent(key, any -> new ConcurrentSkipListMap<>())
            .putIfAbsent(time, features == null ? DELETED : features)
        == null;
  }

  /** Forgets the events that a version hides, when nobody is asked: an hour has many. */
  void forget(long version) {
    events.values().forEach(times -> times.headMap(version, true).clear());
  }

  /**
   * What is certain of a key before it is asked for.
   *
   * @param published no older version may answer
   * @param newest nothing older may answer
   */
  record Before(String key, long published, long newest) {}

  /**
   * @param lagNanos how long the one who is asked may not know what others know
   * @param newest what it answered itself
   */
  Before before(String key, long lagNanos, long newest) {
    return new Before(
        key, published.ago(lagNanos), Math.max(newest, answeredTo(key).ago(lagNanos)));
  }

  private Growing answeredTo(String key) {
    return answered.computeIfAbsent(key, any -> new Growing());
  }

  /** What is wrong about an answer to what was asked after {@code before}; empty if nothing is. */
  Optional<String> wrong(Before before, Seen seen) throws IOException {
    String key = before.key();
    long now = catalog.now();
    published.reach(now);
    boolean right =
        switch (seen.kind()) {
          case "batch" -> isOfVersion(before, now, seen);
          case "speed", "deleted" -> isOfEvent(before, seen);
          default -> mayBeAbsent(before, now);
        };
    if (right) {
      answeredTo(key).reach(seen.asOf());
      return Optional.empty();
    }
    return Optional.of(
        seen
            + (" of " + before + ", published now " + now)
            + (", versions since then " + begun.tailSet(before.published()))
            + (", events " + sentOf(key).tailMap(before.published())));
  }

  private boolean isOfVersion(Before before, long now, Seen seen) throws IOException {
    return seen.asOf() >= Math.max(before.published(), before.newest())
        && seen.asOf() <= now
        && catalog.ever(seen.asOf())
        && row(seen.asOf(), before.key()).filter(row -> outcomes.isOf(seen, row)).isPresent();
  }

  private boolean isOfEvent(Before before, Seen seen) {
    String features = sentOf(before.key()).get(seen.asOf());
    return features != null
        && seen.asOf() > before.published()
        && seen.asOf() >= before.newest()
        && (features.equals(DELETED)
            ? seen.kind().equals("deleted")
            : seen.kind().equals("speed") && outcomes.isOf(seen, features));
  }

  private boolean mayBeAbsent(Before before, long now) throws IOException {
    for (long version : begun.tailSet(Math.max(before.published(), before.newest()))) {
      if (version <= now && row(version, before.key()).isEmpty() && catalog.ever(version)) {
        return true;
      }
    }
    return false;
  }

  private NavigableMap<Long, String> sentOf(String key) {
    return events.getOrDefault(key, new TreeMap<>());
  }

  /**
   * The same where nothing is going on: there is one right answer.
   *
   * @param version that is published
   */
  Optional<String> wrongWhenCalm(String key, long version, Seen seen) {
    Map.Entry<Long, String> event = sentOf(key).lastEntry();
    Optional<String> row = row(version, key);
    boolean right;
    if (event != null && event.getKey() > version) {
      right = seen.asOf() == event.getKey() && isOfEvent(new Before(key, version, 0), seen);
    } else if (row.isPresent()) {
      right = seen.asOf() == version && seen.kind().equals("batch");
      right &= outcomes.isOf(seen, row.get());
    } else {
      right = seen.kind().equals("none");
    }
    return right
        ? Optional.empty()
        : Optional.of("when calm " + seen + " of " + key + ", version " + version + ", " + event);
  }
}
