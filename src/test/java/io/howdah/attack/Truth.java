package io.howdah.attack;

import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a key may answer, by the rules of the documents and a plain recomputation. What a version
 * holds follows from its number; an event may answer from when it is sent on.
 *
 * <p>While things die it is not known which version is the published one, nor which events have
 * arrived: an answer must be that of one of the versions that may be published, or of an event that
 * was sent, and no older than what was answered before.
 */
final class Truth {
  static final int KEYS = 300;

  /** Nothing: the features of a deletion. */
  private static final String DELETED = "";

  private final Outcomes outcomes;
  private final NavigableSet<Long> begun = new ConcurrentSkipListSet<>();
  private final AtomicLong published = new AtomicLong();
  private final Map<String, NavigableMap<Long, String>> events = new ConcurrentHashMap<>();
  private final Map<String, Long> newestAnswer = new ConcurrentHashMap<>();

  Truth(Outcomes outcomes) {
    this.outcomes = outcomes;
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

  /** From now on the version may be the published one. */
  void begun(long version) {
    begun.add(version);
  }

  /** From now on no older version may be. */
  void published(long version) {
    published.accumulateAndGet(version, Math::max);
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

  /**
   * What is certain of a key before it is asked for.
   *
   * @param published no older version may answer
   * @param newest nothing older may answer
   */
  record Before(String key, long published, long newest) {}

  Before before(String key) {
    return new Before(key, published.get(), newestAnswer.getOrDefault(key, 0L));
  }

  /** What is wrong about an answer to what was asked after {@code before}; empty if nothing is. */
  Optional<String> wrong(Before before, Seen seen) {
    String key = before.key();
    boolean right =
        switch (seen.kind()) {
          case "batch" -> isOfVersion(before, seen);
          case "speed", "deleted" -> isOfEvent(before, seen);
          default -> mayBeAbsent(before);
        };
    if (!right) {
      return Optional.of(
          seen + " of " + before + ", versions " + begun + ", events " + events.get(key));
    }
    newestAnswer.merge(key, seen.asOf(), Math::max);
    return Optional.empty();
  }

  private boolean isOfVersion(Before before, Seen seen) {
    return begun.contains(seen.asOf())
        && seen.asOf() >= Math.max(before.published(), before.newest())
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

  private boolean mayBeAbsent(Before before) {
    return begun.tailSet(Math.max(before.published(), before.newest())).stream()
        .anyMatch(version -> row(version, before.key()).isEmpty());
  }

  private NavigableMap<Long, String> sentOf(String key) {
    return events.getOrDefault(key, new TreeMap<>());
  }

  /** The same where nothing is under way any more: there is one right answer. */
  Optional<String> wrongAtTheEnd(String key, Seen seen) {
    long version = published.get();
    Map.Entry<Long, String> event = sentOf(key).lastEntry();
    boolean right;
    if (event != null && event.getKey() > version) {
      right = seen.asOf() == event.getKey() && isOfEvent(new Before(key, version, 0), seen);
    } else if (row(version, key).isPresent()) {
      right = seen.asOf() == version && seen.kind().equals("batch");
      right &= outcomes.isOf(seen, row(version, key).get());
    } else {
      right = seen.kind().equals("none");
    }
    return right
        ? Optional.empty()
        : Optional.of("at the end " + seen + " of " + key + ", version " + version + ", " + event);
  }
}
