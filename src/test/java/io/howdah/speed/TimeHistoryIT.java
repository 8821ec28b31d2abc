package io.howdah.speed;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.local.SharedHBase;
import io.howdah.predict.Prediction;
import io.howdah.query.Answer;
import io.howdah.query.HiddenEventCount;
import io.howdah.view.Catalog;
import io.howdah.view.CatalogException;
import io.howdah.view.HiddenEvents;
import io.howdah.view.SpeedEvent;
import io.howdah.view.SpeedTable;
import io.howdah.view.VersionState;
import io.howdah.view.ViewCells;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewMode;
import io.howdah.view.ViewTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Draws histories of versions, events and deletions at random times, over input that was written at
 * random times: what a publication hides and what a stream calls outdated is what a plain list of
 * all that happened says. {@code -Dhowdah.time.seed=N} draws the same histories again.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TimeHistoryIT {
  private static final long SEED = Long.getLong("howdah.time.seed", System.nanoTime());
  private static final int HISTORIES = 4;
  private static final int STEPS = 40;
  private static final int SPAN = 40; // milliseconds: equal times are frequent
  private static final List<String> KEYS = List.of("a", "b", "c", "d", "e");

  /** All that a key was told by events; a deletion counts before a prediction of its time. */
  private record Told(long time, boolean deletion) {}

  /** What a reader gets: the layer's time, and whether it is an event. */
  private record Seen(long time, boolean event, boolean deletion) {}

  private final Random random = new Random(SEED);
  private final List<String> steps = new ArrayList<>();
  private final Map<String, List<Told>> told = new HashMap<>();
  private final TreeMap<Long, Set<String>> rows = new TreeMap<>();
  private final Set<Long> used = new HashSet<>();
  private Connection connection;
  private Catalog catalog;
  private ViewDefinition view;
  private ViewTable table;
  private long base;
  private long hiddenInAll;
  private long outdatedInAll;

  @Test
  void whatIsHiddenAndWhatIsOutdatedIsCountedAsAPlainRecomputationSays() throws Exception {
    connection = SharedHBase.connection();
    catalog = new Catalog(connection);
    for (int history = 0; history < HISTORIES; history++) {
      open(history);
      try (ViewTable reads = new ViewTable(connection, view);
          SpeedTable speed = new SpeedTable(connection, view)) {
        table = reads;
        for (int step = 0; step < STEPS; step++) {
          int dice = random.nextInt(10);
          if (dice < 5) {
            stream(speed);
          } else if (dice < 9) {
            score();
          } else {
            rollBack();
          }
          checkAnswers();
        }
      }
      catalog.drop(view.name());
    }
    assertThat(hiddenInAll).as(context()).isPositive();
    assertThat(outdatedInAll).as(context()).isPositive();
  }

  private void open(int history) throws IOException {
    view =
        new ViewDefinition(
            "times-" + history,
            "classification",
            history % 2 == 0 ? ViewMode.FULL : ViewMode.INCREMENTAL,
            Optional.empty(),
            Optional.empty(),
            100);
    catalog.create(view, new byte[0][]);
    base = System.currentTimeMillis() - 60_000;
    steps.clear();
    told.clear();
    rows.clear();
    used.clear();
    steps.add(view.mode() + ", times less " + base);
  }

  private long time() {
    return base + random.nextInt(SPAN);
  }

  private OptionalLong published() {
    return rows.isEmpty() ? OptionalLong.empty() : OptionalLong.of(rows.lastKey());
  }

  private void stream(SpeedTable speed) throws IOException {
    List<SpeedEvent> events = new ArrayList<>();
    long old = 0;
    long deletions = 0;
    for (int i = random.nextInt(4); i >= 0; i--) {
      String key = KEYS.get(random.nextInt(KEYS.size()));
      long time = time();
      boolean deletion = random.nextInt(3) == 0;
      events.add(
          deletion
              ? SpeedEvent.deletion(bytes(key), time)
              : new SpeedEvent(bytes(key), time, prediction(), "m:1"));
      told.computeIfAbsent(key, unused -> new ArrayList<>()).add(new Told(time, deletion));
      steps.add((deletion ? "deletion of " : "event of ") + key + " at " + (time - base));
      if (published().isPresent() && time < published().getAsLong()) {
        old++;
      } else if (deletion) {
        deletions++;
      }
    }
    speed.write(events);
    Tally tally = Tally.of(events, catalog.published(view.name()));
    assertThat(tally.outdated()).as(context()).isEqualTo(old);
    assertThat(tally.deletions()).as(context()).isEqualTo(deletions);
    assertThat(tally.predictions() + tally.deletions() + tally.outdated())
        .as(context())
        .isEqualTo(events.size());
    outdatedInAll += old;
  }

  private void score() throws IOException {
    long data = time();
    long asOf = random.nextBoolean() ? data : time();
    long expected = asOf;
    while (used.contains(expected)) {
      expected++;
    }
    steps.add("as of " + (asOf - base) + ", written " + (data - base));
    long version;
    try {
      version = catalog.runs().begin(view.name(), asOf, "test", Duration.ofMinutes(5), "m:1", "{}");
    } catch (CatalogException e) {
      assertThat(e).as(context()).hasMessageContaining("is newer");
      assertThat(expected).as(context()).isLessThan(published().orElseThrow());
      return;
    }
    assertThat(version).as(context()).isEqualTo(expected);
    used.add(version);
    Set<String> keys = load(version);
    catalog.runs().advance(view.name(), version, "test", VersionState.LOADED, "{}");
    catalog.runs().release(view.name(), "test");
    HiddenEvents hidden =
        HiddenEventCount.before(table, view, version, published(), data, Instant.now());
    Map<String, Optional<Seen>> before = seen();
    catalog.publication().publishLoaded(view.name(), version);
    rows.put(version, keys);
    long events = 0;
    long deletions = 0;
    for (String key : KEYS) {
      Optional<Seen> then = before.get(key).filter(Seen::event);
      if (then.isPresent() && then.get().time > data && !answer(key).equals(then)) {
        if (then.get().deletion) {
          deletions++;
        } else {
          events++;
        }
      }
    }
    assertThat(hidden).as(context()).isEqualTo(new HiddenEvents(events, deletions));
    hiddenInAll += events + deletions;
  }

  private Set<String> load(long version) throws IOException {
    Set<String> keys = new HashSet<>();
    try (Table cells = connection.getTable(TableName.valueOf(view.name()))) {
      for (String key : KEYS) {
        if (random.nextInt(3) > 0) {
          Put put = new Put(bytes(key));
          for (Cell cell : ViewCells.encode(bytes(key), ViewCells.BATCH, version, prediction())) {
            put.add(cell);
          }
          cells.put(put);
          keys.add(key);
        }
      }
    }
    steps.add("  version " + (version - base) + " of " + keys);
    return keys;
  }

  private void rollBack() throws IOException {
    if (rows.size() < 2) {
      return;
    }
    rows.remove(rows.lastKey());
    steps.add("roll back to " + (rows.lastKey() - base));
    assertThat(catalog.publication().rollback(view.name(), OptionalLong.empty()))
        .hasValue(rows.lastKey());
  }

  private Map<String, Optional<Seen>> seen() {
    Map<String, Optional<Seen>> all = new HashMap<>();
    KEYS.forEach(key -> all.put(key, answer(key)));
    return all;
  }

  /** By the table of view-format.md; where nothing is published, what events will answer. */
  private Optional<Seen> answer(String key) {
    long from = published().orElse(0);
    OptionalLong batch =
        rows.entrySet().stream()
            .filter(row -> view.mode() == ViewMode.INCREMENTAL || row.getKey() == from)
            .filter(row -> row.getValue().contains(key))
            .mapToLong(Map.Entry::getKey)
            .max();
    OptionalLong newest =
        told.getOrDefault(key, List.of()).stream()
            .mapToLong(Told::time)
            .filter(time -> time >= from)
            .max();
    if (newest.isPresent() && (batch.isEmpty() || newest.getAsLong() > batch.getAsLong())) {
      long time = newest.getAsLong();
      return Optional.of(new Seen(time, true, told.get(key).contains(new Told(time, true))));
    }
    return batch.isPresent()
        ? Optional.of(new Seen(batch.getAsLong(), false, false))
        : Optional.empty();
  }

  private void checkAnswers() throws Exception {
    if (published().isEmpty()) {
      return;
    }
    List<Answer> answers = SharedHBase.reader(view).lookup(KEYS);
    for (int i = 0; i < KEYS.size(); i++) {
      Answer answer = answers.get(i);
      assertThat(
              answer.source() == null
                  ? Optional.<Seen>empty()
                  : Optional.of(
                      new Seen(
                          answer.asOf(), answer.source() == Answer.Source.SPEED, answer.deleted())))
          .as("key %s, %s", KEYS.get(i), context())
          .isEqualTo(answer(KEYS.get(i)));
    }
  }

  private String context() {
    return "-Dhowdah.time.seed=" + SEED + ", after\n" + String.join("\n", steps);
  }

  private static Prediction prediction() {
    return new Prediction.Classified("l", 0.5f, Prediction.NO_SCORES);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
