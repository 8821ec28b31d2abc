package io.howdah.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.local.SharedHBase;
import io.howdah.view.Catalog;
import io.howdah.view.VersionState;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client against a real HBase. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ViewReaderIT {
  private static int views;
  private final long first = System.currentTimeMillis() - 10_000;
  private final long second = first + 2_000;
  private Connection connection;
  private Catalog catalog;
  private String view;
  private ViewReader reader;

  @BeforeEach
  void publishAView() throws Exception {
    connection = SharedHBase.connection();
    catalog = new Catalog(connection);
    view = "reader-" + ++views;
    catalog.create(
        new ViewDefinition(
            view,
            "classification",
            ViewMode.FULL,
            Optional.of(Duration.ofHours(1)),
            Optional.empty(),
            3),
        new byte[][] {bytes("k2")});
    for (int i = 0; i < 40; i++) {
      put("k" + (10 + i), "b", first, "first");
    }
    put("k12", "s", first + 1, "event");
    publish(first, "m:1");
    reader = ViewReader.open(SharedHBase.configuration(), view, ViewReader.Options.standard());
  }

  @AfterEach
  void close() throws Exception {
    reader.close();
    catalog.drop(view);
  }

  private void put(String key, String family, long time, String label) throws IOException {
    put(view, key, family, time, label);
  }

  private void put(String table, String key, String family, long time, String label)
      throws IOException {
    try (Table cells = connection.getTable(TableName.valueOf(table))) {
      cells.put(new Put(bytes(key), time).addColumn(bytes(family), bytes("label"), bytes(label)));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void publish(long version, String model) throws IOException {
    publish(view, version, model);
  }

  private void publish(String view, long version, String model) throws IOException {
    catalog.runs().begin(view, version, "test", Duration.ofMinutes(5), model, "{}");
    catalog.runs().advance(view, version, "test", VersionState.LOADED, "{}");
    catalog.runs().release(view, "test");
    catalog.publication().publishLoaded(view, version);
  }

  private static String label(Answer answer) {
    return answer.fields().get("label");
  }

  @Test
  void aVersionRowThatIsMendedTellsItsModel() throws Exception {
    state("NONSENSE");
    try (ViewReader odd =
        ViewReader.open(SharedHBase.configuration(), view, ViewReader.Options.standard())) {
      assertThat(odd.lookup("k10").model()).isEmpty();
      assertThat(label(odd.lookup("k10"))).isEqualTo("first");
      state("PUBLISHED");
      assertThat(odd.lookup("k10").model()).isEqualTo("m:1");
    }
  }

  /** Of the first version, as somebody writes it by hand. */
  private void state(String state) throws IOException {
    try (Table cells = connection.getTable(TableName.valueOf("howdah"))) {
      cells.put(
          new Put(bytes(view + "/" + first)).addColumn(bytes("c"), bytes("state"), bytes(state)));
    }
  }

  @Test
  void itAnswersFromBothLayersAsALookupDoes() throws Exception {
    Answer batch = reader.lookup("k10");
    assertThat(label(batch)).isEqualTo("first");
    assertThat(batch.source()).isEqualTo(Answer.Source.BATCH);
    assertThat(batch.model()).isEqualTo("m:1");
    assertThat(batch.version()).isEqualTo(first);
    assertThat(batch.stale()).isFalse();
    assertThat(reader.lookup("k12").source()).isEqualTo(Answer.Source.SPEED);
    assertThat(reader.lookup("nobody").found()).isFalse();
  }

  @Test
  void manyKeysAreAnsweredInTheirOrder() throws Exception {
    List<String> keys = List.of("k30", "nobody", "k12", "k10", "k30");
    List<Answer> answers = reader.lookup(keys);
    assertThat(answers).extracting(Answer::key).isEqualTo(keys);
    assertThat(answers).extracting(Answer::found).containsExactly(true, false, true, true, true);
    assertThat(reader.lookup(List.of())).isEmpty();
  }

  @Test
  void aScanGivesAPrefixInOrderAndGoesOnBehindAKey() throws Exception {
    assertThat(reader.scan("k1", 100)).extracting(Answer::key).hasSize(10).isSorted();
    List<String> paged = new ArrayList<>();
    String after = "";
    for (List<Answer> page = page(after); !page.isEmpty(); page = page(after)) {
      page.forEach(answer -> paged.add(answer.key()));
      after = page.get(page.size() - 1).key();
    }
    assertThat(paged).hasSize(40).isSorted().doesNotHaveDuplicates();
    assertThat(reader.scan("nobody", 10)).isEmpty();
  }

  @Test
  void aScanDoesNotGoOnBehindARowThatIsNoText() throws Exception {
    byte[] key = {'k', '3', '0', (byte) 0xE9};
    try (Table cells = connection.getTable(TableName.valueOf(view))) {
      cells.put(new Put(key, first).addColumn(bytes("b"), bytes("label"), bytes("odd")));
    }
    assertThatThrownBy(() -> reader.scan("k", 100))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Invalid row key in view " + view + ": not UTF-8")
        .hasMessageContaining("deleteall '" + view + "', \"k30\\xE9\"");
    assertThat(reader.scan("k", 21)).hasSize(21);
  }

  @Test
  void aLookupOfWhatIsNoTextIsRefused() throws Exception {
    assertThatThrownBy(() -> reader.lookup("k\uD83D"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid key: it is not Unicode text");
    assertThatThrownBy(() -> reader.lookup(List.of("k10", "k\uD83D")))
        .hasMessage("Invalid key: it is not Unicode text");
  }

  private List<Answer> page(String after) throws Exception {
    return reader.scanAsync("k", after, 7).get(10, TimeUnit.SECONDS);
  }

  @Test
  void manyThreadsMayReadAtOnce() throws Exception {
    List<CompletableFuture<Answer>> answers =
        IntStream.range(0, 2_000)
            .parallel()
            .mapToObj(i -> reader.lookupAsync("k" + (10 + i % 40)))
            .toList();
    for (int i = 0; i < answers.size(); i++) {
      Answer answer = answers.get(i).get(30, TimeUnit.SECONDS);
      assertThat(answer.key()).isEqualTo("k" + (10 + i % 40));
      assertThat(label(answer)).isEqualTo(answer.key().equals("k12") ? "event" : "first");
    }
  }

  @Test
  void aPublicationIsFollowedWithinASecondAndARollbackAtOnce() throws Exception {
    assertThat(label(reader.lookup("k10"))).isEqualTo("first");
    put("k10", "b", second, "second");
    publish(second, "m:2");
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    while (!label(reader.lookup("k10")).equals("second")) {
      assertThat(System.nanoTime()).as("a second after the publication").isLessThan(limit);
    }
    assertThat(reader.lookup("k10").model()).isEqualTo("m:2");
    catalog.publication().rollback(view, OptionalLong.empty());
    assertThat(label(reader.lookup("k10"))).isEqualTo("first");
  }

  @Test
  void aNearCacheIsNoOlderThanItsBound() throws Exception {
    NearCacheBounds bounds = new NearCacheBounds(100, Duration.ofMillis(300));
    try (ViewReader near =
        ViewReader.open(
            SharedHBase.configuration(), view, ViewReader.Options.standard().with(bounds))) {
      assertThat(label(near.lookup("k10"))).isEqualTo("first");
      put("k10", "s", first + 5, "event");
      long begin = System.nanoTime();
      while (!label(near.lookup("k10")).equals("event")) {
        assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(2));
      }
    }
  }

  @Test
  void anAnswerIsMarkedBeyondTheSoftLimitAndNotGivenBeyondTheHardOne() throws Exception {
    String limited = "limits-" + view;
    catalog.create(
        new ViewDefinition(
            limited,
            "classification",
            ViewMode.FULL,
            Optional.of(Duration.ofMinutes(10)),
            Optional.of(Duration.ofMinutes(30)),
            3),
        new byte[0][]);
    put(limited, "batch", "b", first, "batch");
    put(limited, "event", "b", first, "batch");
    put(limited, "event", "s", first + 60_000, "event");
    publish(limited, first, "m:1");
    AtomicLong now = new AtomicLong(first);
    ViewReader.Options options =
        new ViewReader.Options(Duration.ofSeconds(1), Optional.empty(), clock(now));
    try (ViewReader plain = ViewReader.open(SharedHBase.configuration(), limited, options);
        ViewReader near =
            ViewReader.open(
                SharedHBase.configuration(),
                limited,
                options.with(new NearCacheBounds(100, Duration.ofMinutes(1))))) {
      // the near cache keeps what was read, not how it was judged
      for (ViewReader each : List.of(near, plain)) {
        now.set(first + 600_000);
        assertThat(each.lookup("batch").stale()).as("at the soft limit").isFalse();
        now.set(first + 600_001);
        Answer stale = each.lookup("batch");
        assertThat(stale.stale()).isTrue();
        assertThat(label(stale)).isEqualTo("batch");
        assertThat(each.lookup("event").stale()).isFalse();
        now.set(first + 1_799_999);
        assertThat(each.lookup("batch").found()).isTrue();
        now.set(first + 1_800_000);
        Answer expired = each.lookup("batch");
        assertThat(expired.found()).isFalse();
        assertThat(expired.fields()).isEmpty();
        assertThat(expired.expiredAt()).contains(Instant.ofEpochMilli(first + 1_800_000));
        assertThat(each.lookup(List.of("batch", "event")))
            .extracting(Answer::found)
            .containsExactly(false, true);
        assertThat(each.scan("", 10)).extracting(Answer::found).containsExactly(false, true);
        now.set(first + 1_860_000);
        assertThat(each.lookup("event").expiredAt())
            .as("the batch view's older answer does not stand in")
            .contains(Instant.ofEpochMilli(first + 1_860_000));
      }
    }
    catalog.drop(limited);
  }

  private static Clock clock(AtomicLong now) {
    return new Clock() {
      @Override
      public Instant instant() {
        return Instant.ofEpochMilli(now.get());
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    };
  }

  @Test
  void whatCannotBeReadIsNamed() throws Exception {
    assertThatThrownBy(() -> reader.lookup(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid key: ");
    assertThatThrownBy(() -> reader.lookup("k".repeat(32_768)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("32768 bytes");
    assertThatThrownBy(
            () ->
                ViewReader.open(
                    SharedHBase.configuration(), "nowhere", ViewReader.Options.standard()))
        .hasMessage(
            "Cannot find view nowhere; create it with: howdah view create nowhere --task TASK");
    assertThatThrownBy(
            () ->
                ViewReader.open(
                    SharedHBase.configuration(), view + "x", ViewReader.Options.standard()))
        .hasMessage("Cannot find view " + view + "x; did you mean " + view + "?");
  }
}
