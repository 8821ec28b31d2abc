package io.howdah.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.local.SharedHBase;
import io.howdah.view.Catalog;
import io.howdah.view.VersionState;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewMode;
import io.howdah.view.ViewTable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a lookup answers from the cells that lie in the table. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LookupIT {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static Connection connection;
  private static Catalog catalog;
  private static int views;
  // HBase drops cells that are beyond the TTL by its own clock: the times here are recent ones
  private final long first = System.currentTimeMillis() - 10_000;
  private final long second = first + 2_000;
  private String view;
  private ViewTable table;
  private ViewReader lookup;

  @BeforeAll
  static void connect() throws Exception {
    connection = SharedHBase.connection();
    catalog = new Catalog(connection);
  }

  private void open(ViewMode mode, Duration validFor, Duration expireAfter, Duration later)
      throws Exception {
    view = "lookup-" + ++views;
    ViewDefinition definition =
        new ViewDefinition(
            view,
            "classification",
            mode,
            Optional.ofNullable(validFor),
            Optional.ofNullable(expireAfter),
            3);
    catalog.create(definition, new byte[0][]);
    table = new ViewTable(connection, definition);
    lookup = SharedHBase.reader(definition, Instant.ofEpochMilli(second).plus(later));
  }

  private void open(ViewMode mode) throws Exception {
    open(mode, null, null, Duration.ZERO);
  }

  @AfterEach
  void drop() throws Exception {
    table.close();
    catalog.drop(view);
  }

  private void put(String key, String family, long time, String... fields) throws Exception {
    try (Table cells = connection.getTable(TableName.valueOf(view))) {
      Put put = new Put(bytes(key), time);
      for (int i = 0; i < fields.length; i += 2) {
        put.addColumn(bytes(family), bytes(fields[i]), bytes(fields[i + 1]));
      }
      cells.put(put);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void load(long version, String model) throws Exception {
    catalog.runs().begin(view, version, "test", LONG, model, "{}");
    catalog.runs().advance(view, version, "test", VersionState.LOADED, "{}");
    catalog.runs().release(view, "test");
  }

  private void publish(long version, String model) throws Exception {
    load(version, model);
    catalog.publication().publishLoaded(view, version);
  }

  private String label(String key) throws Exception {
    return lookup.lookup(key).fields().get("label");
  }

  @Test
  void aFullViewAnswersFromThePublishedVersionAlone() throws Exception {
    open(ViewMode.FULL);
    put("both", "b", first, "label", "old");
    put("gone", "b", first, "label", "old");
    publish(first, "m:1");
    put("both", "b", second, "label", "new");
    publish(second, "m:2");

    Answer both = lookup.lookup("both");
    assertThat(both.fields()).containsExactly(java.util.Map.entry("label", "new"));
    assertThat(both.version()).isEqualTo(second);
    assertThat(both.model()).isEqualTo("m:2");
    assertThat(both.source()).isEqualTo(Answer.Source.BATCH);
    assertThat(lookup.lookup("gone").found()).isFalse();
  }

  @Test
  void aVersionRowThatIsMendedTellsItsModel() throws Exception {
    open(ViewMode.FULL);
    put("k", "b", first, "label", "yes");
    publish(first, "m:1");
    state("NONSENSE");
    assertThat(lookup.lookup("k").model()).isEmpty();
    state("PUBLISHED");
    assertThat(lookup.lookup("k").model()).isEqualTo("m:1");
  }

  /** Of the first version, as somebody writes it by hand. */
  private void state(String state) throws Exception {
    try (Table cells = connection.getTable(TableName.valueOf("howdah"))) {
      cells.put(
          new Put(bytes(view + "/" + first)).addColumn(bytes("c"), bytes("state"), bytes(state)));
    }
  }

  @Test
  void anIncrementalViewAnswersWithTheNewestRunThatKnewTheKey() throws Exception {
    open(ViewMode.INCREMENTAL);
    put("both", "b", first, "label", "old", "scores", "[1.0]");
    put("before", "b", first, "label", "old");
    publish(first, "m:1");
    put("both", "b", second, "label", "new");
    publish(second, "m:2");

    assertThat(lookup.lookup("both").fields())
        .as("no field of an older run beside the newer run's")
        .containsExactly(java.util.Map.entry("label", "new"));
    Answer before = lookup.lookup("before");
    assertThat(before.fields()).containsEntry("label", "old");
    assertThat(before.version()).isEqualTo(first);
    assertThat(before.model()).isEqualTo("m:1");
  }

  @Test
  void aVersionThatIsLoadedButNotPublishedIsNotSeen() throws Exception {
    open(ViewMode.INCREMENTAL);
    put("key", "b", first, "label", "published");
    publish(first, "m:1");
    put("key", "b", second, "label", "loaded");
    put("fresh", "b", second, "label", "loaded");
    load(second, "m:1");

    assertThat(label("key")).isEqualTo("published");
    assertThat(lookup.lookup("fresh").found()).isFalse();
  }

  @Test
  void anEventBeyondTheVersionWinsAndTheBatchViewWinsAtEqualTimes() throws Exception {
    open(ViewMode.FULL);
    for (String key : List.of("newer", "equal", "older")) {
      put(key, "b", second, "label", "batch");
    }
    put("newer", "s", second + 1, "label", "event", "model", "m:7");
    put("equal", "s", second, "label", "event");
    put("older", "s", second - 1, "label", "event");
    put("alone", "s", second + 1, "label", "event");
    publish(second, "m:1");

    Answer newer = lookup.lookup("newer");
    assertThat(newer.source()).isEqualTo(Answer.Source.SPEED);
    assertThat(newer.fields()).containsEntry("label", "event");
    assertThat(newer.model()).isEqualTo("m:7");
    assertThat(newer.asOf()).isEqualTo(second + 1);
    assertThat(label("equal")).isEqualTo("batch");
    assertThat(label("older")).isEqualTo("batch");
    assertThat(label("alone")).isEqualTo("event");
  }

  @Test
  void anEventThatTheVersionCoversIsNotSeenEvenWhereTheRunDroppedTheKey() throws Exception {
    open(ViewMode.FULL);
    put("key", "s", second - 1, "label", "event");
    publish(second, "m:1");

    assertThat(lookup.lookup("key").found()).isFalse();
  }

  @Test
  void aVersionsCellsAreReadBehindNewerEvents() throws Exception {
    open(ViewMode.FULL);
    for (String key : List.of("event", "deletion")) {
      put(key, "b", second, "label", "batch");
    }
    put("event", "s", second + 1, "label", "event", "model", "m:7");
    put("deletion", "s", second + 1, "deleted", "true");
    publish(second, "m:1");

    for (String key : List.of("event", "deletion")) {
      assertThat(table.read(bytes(key), second).batch().orElseThrow().fields())
          .containsExactly(java.util.Map.entry("label", "batch"));
    }
    Answer deleted = lookup.lookup("deletion");
    assertThat(deleted.found()).isFalse();
    assertThat(deleted.deleted()).isTrue();
    assertThat(deleted.asOf()).isEqualTo(second + 1);
  }

  @Test
  void anAnswerBeyondValidForIsMarkedAndBeyondExpireAfterNotGiven() throws Exception {
    open(ViewMode.FULL, Duration.ofMinutes(10), Duration.ofMinutes(30), Duration.ofMinutes(10));
    put("key", "b", second, "label", "batch");
    put("event", "b", second, "label", "batch");
    put("event", "s", second + 1_000, "label", "event");
    publish(second, "m:1");

    Answer onTheLimit = lookup.lookup("key");
    assertThat(onTheLimit.stale()).isFalse();
    assertThat(onTheLimit.age()).isEqualTo(Duration.ofMinutes(10));
    Answer beyond = at(Duration.ofMinutes(10).plusMillis(1)).lookup("key");
    assertThat(beyond.stale()).isTrue();
    assertThat(beyond.found()).isTrue();
    assertThat(at(Duration.ofMinutes(10).plusMillis(1)).lookup("event").stale()).isFalse();

    Answer expired = at(Duration.ofMinutes(30)).lookup("key");
    assertThat(expired.found()).isFalse();
    assertThat(expired.fields()).isEmpty();
    assertThat(expired.expiredAt())
        .contains(Instant.ofEpochMilli(second).plus(Duration.ofMinutes(30)));
    assertThat(at(Duration.ofMinutes(30)).lookup("event").found()).isTrue();
  }

  private ViewReader at(Duration later) throws Exception {
    return SharedHBase.reader(catalog.view(view), Instant.ofEpochMilli(second).plus(later));
  }

  @Test
  void manyKeysAreAnsweredInTheirOrderMissingOnesToo() throws Exception {
    open(ViewMode.FULL);
    put("a", "b", second, "label", "A");
    put("c", "b", second, "label", "C");
    publish(second, "m:1");

    List<Answer> answers = lookup.lookup(List.of("c", "b", "a", "c"));
    assertThat(answers).extracting(Answer::key).containsExactly("c", "b", "a", "c");
    assertThat(answers).extracting(Answer::found).containsExactly(true, false, true, true);
  }

  @Test
  void aPublicationIsFollowedWithinASecond() throws Exception {
    open(ViewMode.FULL);
    put("key", "b", first, "label", "old");
    publish(first, "m:1");
    assertThat(label("key")).isEqualTo("old");
    put("key", "b", second, "label", "new");
    publish(second, "m:1");

    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    while (!"new".equals(label("key"))) {
      assertThat(System.nanoTime()).as("a second after the publication").isLessThan(limit);
    }
  }

  @Test
  void aRollbackIsFollowedAtOnceWhereTheCellsAreGone() throws Exception {
    open(ViewMode.FULL);
    put("key", "b", first, "label", "old");
    publish(first, "m:1");
    put("key", "b", second, "label", "new");
    publish(second, "m:1");
    assertThat(label("key")).isEqualTo("new");

    catalog.publication().rollback(view, java.util.OptionalLong.empty());

    assertThat(label("key")).isEqualTo("old");
  }

  @Test
  void aViewWithNothingPublishedSaysWhatToDo() throws Exception {
    open(ViewMode.FULL);
    load(first, "m:1");

    assertThatThrownBy(() -> lookup.lookup("key"))
        .isInstanceOf(NothingPublishedException.class)
        .hasMessage(
            "Cannot look up in view %s: no version is published; run howdah score %s", view, view);
  }
}
