package io.howdah.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.local.SharedHBase;
import io.howdah.predict.Prediction;
import io.howdah.view.Catalog;
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
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Draws histories of a view and looks every key up after every step: the answer must be what {@link
 * MergeModel}, written from view-format.md, computes from all records so far. {@code
 * -Dhowdah.merge.seed=N} draws the same histories again.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MergeHistoryIT {
  private static final long SEED = Long.getLong("howdah.merge.seed", System.nanoTime());
  private static final int HISTORIES = 12;
  private static final int STEPS = 60;
  private static final int RETAIN = 3;
  private static final Duration VALID_FOR = Duration.ofMinutes(1);
  private static final Duration EXPIRE_AFTER = Duration.ofMinutes(2);
  private static final Duration LEASE = Duration.ofMinutes(5);
  private static final List<String> KEYS = List.of("a", "b", "c", "d", "e");

  private final Random random = new Random(SEED);
  private final List<String> steps = new ArrayList<>();
  private final List<SpeedEvent> written = new ArrayList<>();
  private Connection connection;
  private Catalog catalog;
  private ViewDefinition view;
  private ViewTable table;
  private SpeedTable speed;
  private MergeModel model;
  private long base;
  private int drawn;

  @Test
  void everyKeyIsAnsweredAsAPlainRecomputationSays() throws Exception {
    connection = SharedHBase.connection();
    catalog = new Catalog(connection);
    for (int i = 0; i < HISTORIES; i++) {
      open(i, i % 2 == 0 ? ViewMode.FULL : ViewMode.INCREMENTAL);
      try {
        for (int step = 0; step < STEPS; step++) {
          step();
          check();
        }
      } finally {
        speed.close();
        table.close();
      }
      catalog.drop(view.name());
    }
  }

  private void open(int history, ViewMode mode) throws IOException {
    view =
        new ViewDefinition(
            "history-" + history,
            "classification",
            mode,
            Optional.of(VALID_FOR),
            Optional.of(EXPIRE_AFTER),
            RETAIN);
    catalog.create(view, new byte[0][]);
    table = new ViewTable(connection, view);
    speed = new SpeedTable(connection, view);
    model = new MergeModel(mode, RETAIN, VALID_FOR.toMillis(), EXPIRE_AFTER.toMillis());
    // recent: HBase drops what is beyond the TTL by its own clock
    base = System.currentTimeMillis();
    steps.clear();
    written.clear();
    steps.add(mode + ", times less " + base);
  }

  private void step() throws IOException {
    int dice = random.nextInt(100);
    if (model.published().isEmpty() && model.waiting().isEmpty()) {
      load(VersionState.LOADED);
    } else if (dice < 45) {
      events();
    } else if (dice < 52 && !written.isEmpty()) {
      replay();
    } else if (dice < 66 && model.waiting().size() < 2) {
      load(VersionState.LOADED);
    } else if (dice < 70 && model.waiting().size() < 2) {
      load(VersionState.FAILED);
    } else if (dice < 84 && !model.loaded().isEmpty()) {
      publish();
    } else if (dice < 93) {
      rollBack();
    } else {
      tidy(dice);
    }
  }

  private void events() throws IOException {
    List<SpeedEvent> events = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      // few times around the published version: equal ones and late ones are frequent
      long time = model.published().orElse(base) + random.nextInt(24) - 9;
      events.add(
          random.nextInt(4) == 0
              ? SpeedEvent.deletion(bytes(key()), time)
              : new SpeedEvent(
                  bytes(key()), time, prediction(false), "event:" + random.nextInt(3)));
    }
    write(events);
    written.addAll(events);
  }

  /** What a consumer does that died before it committed its offsets. */
  private void replay() throws IOException {
    steps.add("replay");
    write(written.subList(random.nextInt(written.size()), written.size()));
  }

  private void write(List<SpeedEvent> events) throws IOException {
    for (SpeedEvent event : events) {
      String key = new String(event.key(), StandardCharsets.UTF_8);
      steps.add("event " + key + " at " + (event.time() - base) + " " + event.prediction());
      model.event(key, event);
    }
    speed.write(events);
  }

  private void load(VersionState state) throws IOException {
    long asOf = model.published().orElse(base) + 1 + random.nextInt(12);
    String name = "batch:" + drawn++;
    long version = catalog.runs().begin(view.name(), asOf, "test", LEASE, name, "{}");
    steps.add(state + " " + (version - base));
    model.begin(version, name, state == VersionState.LOADED);
    try (Table cells = connection.getTable(TableName.valueOf(view.name()))) {
      for (String key : KEYS) {
        if (random.nextInt(3) > 0) {
          Prediction prediction = prediction(random.nextInt(3) == 0);
          Put put = new Put(bytes(key));
          for (Cell cell : ViewCells.encode(bytes(key), ViewCells.BATCH, version, prediction)) {
            put.add(cell);
          }
          cells.put(put);
          model.row(version, key, prediction);
          steps.add("  " + key + " " + prediction);
        }
      }
    }
    catalog.runs().advance(view.name(), version, "test", state, "{}");
    catalog.runs().release(view.name(), "test");
  }

  private void publish() throws IOException {
    List<Long> loaded = model.loaded();
    long version = loaded.get(random.nextInt(loaded.size()));
    steps.add("publish " + (version - base));
    catalog.publication().publishLoaded(view.name(), version);
    model.publish(version);
  }

  private void rollBack() throws IOException {
    List<Long> earlier = model.earlier();
    if (earlier.isEmpty()) {
      return;
    }
    long to = earlier.get(random.nextInt(earlier.size()));
    steps.add("roll back to " + (to - base));
    assertThat(catalog.publication().rollback(view.name(), OptionalLong.of(to))).hasValue(to);
    model.rollBack(to);
  }

  private void tidy(int dice) throws IOException {
    steps.add(dice < 97 ? "flush" : "compact");
    try (Admin admin = connection.getAdmin()) {
      admin.flush(TableName.valueOf(view.name()));
      if (dice >= 97) {
        admin.majorCompact(TableName.valueOf(view.name()));
      }
    }
  }

  private String key() {
    return KEYS.get(random.nextInt(KEYS.size()));
  }

  /** Each is another; runs differ in their qualifiers, the events of one stream do not. */
  private Prediction prediction(boolean scores) {
    float score = ++drawn / 1024f;
    return new Prediction.Classified(
        "l" + drawn, score, scores ? new float[] {score, 1} : Prediction.NO_SCORES);
  }

  private void check() throws Exception {
    if (model.published().isEmpty()) {
      return;
    }
    // fresh, around the soft limit, around the hard one
    long limit = List.of(0L, VALID_FOR.toMillis(), EXPIRE_AFTER.toMillis()).get(random.nextInt(3));
    long now = model.published().getAsLong() + limit + random.nextInt(24) - 9;
    ViewReader reader = SharedHBase.reader(view, Instant.ofEpochMilli(now));
    List<Answer> answers = new ArrayList<>(reader.lookup(KEYS));
    if (random.nextBoolean()) { // one by one, or all at once
      answers.clear();
      for (String key : KEYS) {
        answers.add(reader.lookup(key));
      }
    }
    for (int i = 0; i < KEYS.size(); i++) {
      assertThat(answers.get(i))
          .as(
              "key %s at %d, -Dhowdah.merge.seed=%d, after\n%s",
              KEYS.get(i), now - base, SEED, String.join("\n", steps))
          .isEqualTo(model.answer(KEYS.get(i), now));
    }
    checkAges(now);
  }

  /** A pass over the table counts the rows as the answers say. */
  private void checkAges(long now) throws IOException {
    AgeCounter counter =
        new AgeCounter(Validity.of(view), Instant.ofEpochMilli(now), Optional.empty());
    table.forEachRow(model.published().getAsLong(), counter::add);
    List<Answer> rows =
        KEYS.stream()
            .map(key -> model.answer(key, now))
            .filter(answer -> answer.source() != null && !answer.deleted())
            .toList();
    assertThat(counter.distribution().now())
        .as(
            "ages at %d, -Dhowdah.merge.seed=%d, after\n%s",
            now - base, SEED, String.join("\n", steps))
        .isEqualTo(
            new ValidityCounts(
                Instant.ofEpochMilli(now),
                rows.stream().filter(row -> row.found() && !row.stale()).count(),
                rows.stream().filter(row -> row.found() && row.stale()).count(),
                rows.stream().filter(row -> !row.found()).count()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
