package io.howdah.query;

import io.howdah.predict.Prediction;
import io.howdah.view.SpeedEvent;
import io.howdah.view.ViewMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What view-format.md says a lookup answers, computed from a list of everything that was ever
 * written: no cells, no time ranges, no HBase.
 */
final class MergeModel {
  private enum Fate {
    FAILED,
    LOADED,
    PUBLISHED,
    GONE
  }

  private record Row(long version, String key, Prediction prediction) {}

  private record Event(String key, SpeedEvent event) {}

  /** One record that a reader may see. */
  private record Candidate(long time, boolean batch) {}

  private final ViewMode mode;
  private final int retain;
  private final long validFor;
  private final long expireAfter;
  private final TreeMap<Long, Fate> versions = new TreeMap<>();
  private final Map<Long, String> models = new TreeMap<>();
  private final List<Row> rows = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private OptionalLong published = OptionalLong.empty();
  private List<Long> kept = List.of();

  MergeModel(ViewMode mode, int retain, long validFor, long expireAfter) {
    this.mode = mode;
    this.retain = retain;
    this.validFor = validFor;
    this.expireAfter = expireAfter;
  }

  OptionalLong published() {
    return published;
  }

  /** Versions that were begun and not published, in their order. */
  List<Long> waiting() {
    return versions.keySet().stream()
        .filter(v -> versions.get(v) == Fate.LOADED || versions.get(v) == Fate.FAILED)
        .filter(v -> published.isEmpty() || v > published.getAsLong())
        .toList();
  }

  List<Long> loaded() {
    return waiting().stream().filter(v -> versions.get(v) == Fate.LOADED).toList();
  }

  /** Versions that can be rolled back to. */
  List<Long> earlier() {
    return kept.stream().filter(v -> v < published.getAsLong()).toList();
  }

  void begin(long version, String model, boolean complete) {
    if (versions.put(version, complete ? Fate.LOADED : Fate.FAILED) != null) {
      throw new AssertionError("version " + version + " was used before");
    }
    models.put(version, model);
  }

  void row(long version, String key, Prediction prediction) {
    rows.add(new Row(version, key, prediction));
  }

  void event(String key, SpeedEvent event) {
    events.add(new Event(key, event));
  }

  void publish(long version) {
    for (long older : waiting()) {
      if (older < version) {
        versions.put(older, Fate.GONE);
      }
    }
    versions.put(version, Fate.PUBLISHED);
    published = OptionalLong.of(version);
    List<Long> all = new ArrayList<>(kept);
    all.add(version);
    kept = List.copyOf(all.subList(Math.max(0, all.size() - retain), all.size()));
  }

  void rollBack(long to) {
    for (long later : kept) {
      if (later > to) {
        versions.put(later, Fate.GONE);
      }
    }
    kept = kept.stream().filter(v -> v <= to).toList();
    published = OptionalLong.of(to);
  }

  private boolean sees(Row row) {
    long current = published.getAsLong();
    return mode == ViewMode.FULL
        ? row.version == current
        : row.version <= current && versions.get(row.version) == Fate.PUBLISHED;
  }

  Answer answer(String key, long now) {
    long current = published.getAsLong();
    List<Row> seenRows = rows.stream().filter(r -> r.key.equals(key) && sees(r)).toList();
    List<SpeedEvent> seenEvents =
        events.stream()
            .filter(e -> e.key.equals(key))
            .map(Event::event)
            .filter(e -> e.time() >= current)
            .toList();
    List<Candidate> candidates = new ArrayList<>();
    seenRows.forEach(row -> candidates.add(new Candidate(row.version, true)));
    seenEvents.forEach(event -> candidates.add(new Candidate(event.time(), false)));
    Optional<Candidate> winner =
        candidates.stream()
            .max(Comparator.comparing(Candidate::time).thenComparing(Candidate::batch));
    if (winner.isEmpty()) {
      return new Answer(
          key,
          false,
          null,
          current,
          "",
          0,
          Duration.ZERO,
          false,
          false,
          Map.of(),
          Optional.empty());
    }
    long time = winner.get().time;
    Map<String, String> fields = new TreeMap<>();
    boolean deleted = false;
    String model = "";
    if (winner.get().batch) {
      model = models.get(time);
      seenRows.stream()
          .filter(row -> row.version == time)
          .forEach(row -> fields.putAll(fields(row.prediction)));
    } else {
      for (SpeedEvent event : seenEvents) {
        if (event.time() == time) {
          deleted |= event.isDeletion();
          if (!event.isDeletion()) {
            fields.putAll(fields(event.prediction()));
            model = event.model();
          }
        }
      }
      model = deleted ? "" : model;
    }
    boolean expired = !deleted && now - time >= expireAfter;
    boolean found = !deleted && !expired;
    return new Answer(
        key,
        found,
        winner.get().batch ? Answer.Source.BATCH : Answer.Source.SPEED,
        winner.get().batch ? time : current,
        model,
        time,
        Duration.ofMillis(Math.max(0, now - time)),
        now - time > validFor,
        deleted,
        found ? fields : Map.of(),
        expired ? Optional.of(Instant.ofEpochMilli(time + expireAfter)) : Optional.empty());
  }

  private static Map<String, String> fields(Prediction prediction) {
    Map<String, String> fields = new TreeMap<>();
    Prediction.Classified classified = (Prediction.Classified) prediction;
    fields.put("label", classified.label());
    fields.put("score", text(classified.score()));
    if (prediction.scores().length > 0) {
      fields.put(
          "scores", "[" + text(prediction.scores()[0]) + "," + text(prediction.scores()[1]) + "]");
    }
    return fields;
  }

  private static String text(float number) {
    return io.howdah.view.FloatText.of(number);
  }
}
