package io.howdah.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.local.SharedHBase;
import io.howdah.predict.Prediction;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.CompactionState;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the catalog promises when drivers die, race, and come back. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CatalogIT {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration OVER = Duration.ofMillis(-1);
  private static final byte[] ROW = Bytes.toBytes("key");
  private static final byte[] LABEL = Bytes.toBytes("label");
  private static Connection connection;
  private static Catalog catalog;
  private static int views;
  private String view;

  @BeforeAll
  static void open() throws Exception {
    connection = SharedHBase.connection();
    catalog = new Catalog(connection);
  }

  @BeforeEach
  void createAView() throws IOException {
    view = create(3);
  }

  private static String create(int retain) throws IOException {
    String name = "catalog-" + ++views;
    catalog.create(
        new ViewDefinition(
            name,
            "classification",
            ViewMode.INCREMENTAL,
            Optional.of(Duration.ofHours(24)),
            Optional.empty(),
            retain),
        new byte[0][]);
    return name;
  }

  /** A version that was loaded; its driver is dead or has let go. */
  private long load(long asOf) throws IOException {
    return load(asOf, VersionState.LOADED);
  }

  private long load(long asOf, VersionState state) throws IOException {
    long version = catalog.runs().begin(view, asOf, "loader", LONG, "m:1", "{}");
    try (Table table = connection.getTable(TableName.valueOf(view))) {
      table.put(
          new Put(ROW, version).addColumn(ViewCells.BATCH, LABEL, Bytes.toBytes("of " + version)));
    }
    catalog.runs().advance(view, version, "loader", state, "{}");
    catalog.runs().release(view, "loader");
    return version;
  }

  private void publish(long... versions) throws IOException {
    for (long version : versions) {
      catalog.publication().publishLoaded(view, load(version));
    }
  }

  private VersionState state(long version) throws IOException {
    return catalog.version(view, version).orElseThrow().state();
  }

  /** Timestamps of all cells of the row that HBase shows, the newest first. */
  private List<Long> cells() throws IOException {
    try (Table table = connection.getTable(TableName.valueOf(view))) {
      List<Long> timestamps = new ArrayList<>();
      for (Cell cell : table.get(new Get(ROW).readAllVersions()).listCells()) {
        timestamps.add(cell.getTimestamp());
      }
      return timestamps;
    }
  }

  /** The catalog's rows of the view as any client reads them; an empty value counts as none. */
  private Map<String, Map<String, String>> rows() throws IOException {
    Map<String, Map<String, String>> rows = new TreeMap<>();
    try (Table table = connection.getTable(TableName.valueOf("howdah"));
        ResultScanner results =
            table.getScanner(new Scan().setStartStopRowForPrefixScan(Bytes.toBytes(view)))) {
      for (Result result : results) {
        Map<String, String> values = new TreeMap<>();
        for (Cell cell : result.rawCells()) {
          values.put(
              text(CellUtil.cloneFamily(cell)) + ":" + text(CellUtil.cloneQualifier(cell)),
              text(CellUtil.cloneValue(cell)));
        }
        values.values().removeIf(String::isEmpty);
        rows.put(text(result.getRow()), values);
      }
    }
    return rows;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void theRowsAreTheSpecifiedOnes() throws Exception {
    publish(1000, 2000);
    catalog.publication().rollback(view, OptionalLong.empty());
    Map<String, String> definition =
        Map.of(
            "c:format", "1",
            "c:task", "classification",
            "c:mode", "incremental",
            "c:retain", "3",
            "c:valid-for", "PT24H",
            "c:published", "1000");
    assertThat(rows())
        .isEqualTo(
            Map.of(
                view,
                definition,
                view + "/1000",
                Map.of("c:state", "PUBLISHED", "c:model", "m:1", "c:manifest", "{}"),
                view + "/2000",
                Map.of(
                    "c:state",
                    "ROLLED_BACK",
                    "c:model",
                    "m:1",
                    "c:manifest",
                    "{}",
                    "c:retracted",
                    "true")));
  }

  @Test
  void aRunningRunHoldsTheLease() throws Exception {
    long before = System.currentTimeMillis();
    catalog.runs().begin(view, 1000, "me", LONG, "m:1", "{}");
    String[] lease = rows().get(view).get("c:lease").split(" ", -1);
    assertThat(lease).hasSize(3).startsWith("me", "1000");
    assertThat(Long.parseLong(lease[2]) - LONG.toMillis())
        .isBetween(before, System.currentTimeMillis());
  }

  @Test
  void aPublicationKilledAtAnyChangeIsFinishedByRepeatingIt() throws Exception {
    int changes = 0;
    for (boolean killed = true; killed; changes++) {
      view = create(2);
      publish(1000);
      load(2000, VersionState.FAILED);
      catalog.runs().begin(view, 3000, "dead", OVER, "m:1", "{}");
      catalog.runs().advance(view, 3000, "dead", VersionState.LOADED, "{}");
      killed = false;
      try {
        new Catalog(KilledConnection.after(changes, connection))
            .publication()
            .publish(view, 3000, "dead");
      } catch (KilledConnection.Killed e) {
        killed = true;
        long pointer = catalog.published(view).orElseThrow();
        assertThat(pointer).as("after %s changes", changes).isIn(1000L, 3000L);
      }
      catalog.publication().publishLoaded(view, 3000);
      assertThat(catalog.published(view)).hasValue(3000);
      assertThat(state(3000)).isEqualTo(VersionState.PUBLISHED);
      assertThat(state(2000)).isEqualTo(VersionState.FAILED);
      assertThat(state(1000)).isEqualTo(VersionState.PUBLISHED);
      assertThat(cells()).containsExactly(1000L);
      assertThat(rows().get(view)).doesNotContainKeys("c:lease", "c:retracting");
      assertThatThrownBy(() -> catalog.runs().resume(view, 2000, "me", LONG))
          .isInstanceOf(CatalogException.class);
    }
    assertThat(changes).isGreaterThan(4);
  }

  @Test
  void aRollbackKilledAtAnyChangeIsFinishedByRepeatingItAndGoesNoFurther() throws Exception {
    int changes = 0;
    for (boolean killed = true; killed; changes++) {
      view = create(3);
      publish(1000, 2000, 3000);
      killed = false;
      try {
        new Catalog(KilledConnection.after(changes, connection))
            .publication()
            .rollback(view, OptionalLong.empty());
      } catch (KilledConnection.Killed e) {
        killed = true;
        assertThat(catalog.publication().rollback(view, OptionalLong.empty()))
            .as("after %s changes", changes)
            .hasValue(2000);
      }
      assertThat(catalog.published(view)).hasValue(2000);
      assertThat(state(3000)).isEqualTo(VersionState.ROLLED_BACK);
      assertThat(cells()).containsExactly(2000L, 1000L);
      assertThat(rows().get(view)).doesNotContainKey("c:retracting");
    }
    assertThat(changes).isGreaterThan(4);
  }

  @Test
  void aRollbackBetweenAnyTwoStepsOfAnotherIsTheSameOne() throws Exception {
    int changes = 0;
    for (boolean paused = true; paused; changes++) {
      view = create(3);
      publish(1000, 2000, 3000);
      List<OptionalLong> others = new ArrayList<>();
      Catalog slow =
          new Catalog(
              KilledConnection.pausedAfter(
                  changes,
                  connection,
                  () -> others.add(catalog.publication().rollback(view, OptionalLong.empty()))));
      assertThat(slow.publication().rollback(view, OptionalLong.empty()))
          .as("after %s changes", changes)
          .hasValue(2000);
      assertThat(others).allMatch(OptionalLong.of(2000)::equals);
      assertThat(catalog.published(view)).hasValue(2000);
      assertThat(state(3000)).isEqualTo(VersionState.ROLLED_BACK);
      assertThat(cells()).containsExactly(2000L, 1000L);
      paused = !others.isEmpty();
    }
    assertThat(changes).isGreaterThan(3);
  }

  @Test
  void aRollbackThatDiesJustBeforeAnotherPointsIsFinishedByThat() throws Exception {
    for (OptionalLong to : List.of(OptionalLong.empty(), OptionalLong.of(1000))) {
      view = create(3);
      publish(1000, 2000, 3000);
      Catalog slow =
          new Catalog(
              KilledConnection.pausedAfter(
                  0,
                  connection,
                  () ->
                      assertThatThrownBy(
                              () ->
                                  new Catalog(KilledConnection.after(1, connection))
                                      .publication()
                                      .rollback(view, OptionalLong.empty()))
                          .isInstanceOf(KilledConnection.Killed.class)));
      long target = to.orElse(2000);
      assertThat(slow.publication().rollback(view, to)).hasValue(target);
      assertThat(catalog.published(view)).hasValue(target);
      assertThat(state(3000)).isEqualTo(VersionState.ROLLED_BACK);
      assertThat(cells().get(0)).isEqualTo(target);
      assertThat(rows().get(view)).doesNotContainKey("c:retracting");
    }
  }

  @Test
  void aRollbackBetweenAnyTwoStepsOfAPublicationKeepsItFromNothing() throws Exception {
    int changes = 0;
    for (boolean paused = true; paused; changes++) {
      view = create(3);
      publish(1000, 2000);
      long waits = load(3000);
      List<OptionalLong> others = new ArrayList<>();
      Catalog slow =
          new Catalog(
              KilledConnection.pausedAfter(
                  changes,
                  connection,
                  () -> others.add(catalog.publication().rollback(view, OptionalLong.empty()))));
      slow.publication().publishLoaded(view, waits);
      long served = catalog.published(view).orElseThrow();
      assertThat(cells().get(0)).as("after %s changes", changes).isEqualTo(served);
      assertThat(rows().get(view)).doesNotContainKeys("c:retracting", "c:lease");
      if (others.equals(List.of(OptionalLong.of(1000)))) {
        assertThat(served).isEqualTo(3000);
        assertThat(state(2000)).isEqualTo(VersionState.ROLLED_BACK);
        assertThat(cells()).containsExactly(3000L, 1000L);
      } else {
        assertThat(served).isEqualTo(others.isEmpty() ? 3000 : 2000);
      }
      paused = !others.isEmpty();
    }
    assertThat(changes).isGreaterThan(3);
  }

  @Test
  void aRunThatDiesBeforeItHasAVersionIsFollowedByTheNext() throws Exception {
    int changes = 0;
    for (boolean killed = true; killed; changes++) {
      view = create(3);
      killed = false;
      Catalog dying = new Catalog(KilledConnection.after(changes, connection));
      try {
        dying.runs().begin(view, 1000, "dead", OVER, "m:1", "{}");
      } catch (KilledConnection.Killed e) {
        killed = true;
      }
      String lease = rows().get(view).getOrDefault("c:lease", "none 0 0");
      // whoever is told to resume what holds the lease can
      long named = Long.parseLong(lease.split(" ", -1)[1]);
      assertThat(named == 0 || catalog.version(view, named).isPresent()).isTrue();
      long next = catalog.runs().begin(view, 1000, "me", LONG, "m:1", "{}");
      assertThat(catalog.versions(view).stream().filter(v -> v.version() != next))
          .as("after %s changes", changes)
          .allMatch(v -> v.state() == VersionState.FAILED);
    }
    assertThat(changes).isGreaterThan(3);
  }

  @Test
  void aRollbackToTheSameVersionTwiceIsOne() throws Exception {
    publish(1000, 2000, 3000);
    assertThat(catalog.publication().rollback(view, OptionalLong.of(1000))).hasValue(1000);
    assertThat(catalog.publication().rollback(view, OptionalLong.of(1000))).hasValue(1000);
    assertThat(cells()).containsExactly(1000L);
    assertThat(state(2000)).isEqualTo(VersionState.ROLLED_BACK);
  }

  @Test
  void aRollbackThatWasCutOffIsFinishedByTheNextPublication() throws Exception {
    publish(1000, 2000);
    Catalog dies = new Catalog(KilledConnection.after(1, connection));
    assertThatThrownBy(() -> dies.publication().rollback(view, OptionalLong.empty()))
        .isInstanceOf(KilledConnection.Killed.class);
    publish(3000);
    assertThat(cells()).containsExactly(3000L, 1000L);
    assertThat(state(2000)).isEqualTo(VersionState.ROLLED_BACK);
    assertThat(catalog.publication().rollback(view, OptionalLong.empty())).hasValue(1000);
  }

  @Test
  void aVersionThatWasTakenBackIsNeverUsedAgain() throws Exception {
    publish(1000, 2000);
    catalog.publication().rollback(view, OptionalLong.empty());
    assertThat(load(2000)).isEqualTo(2001);
    catalog.publication().publishLoaded(view, 2001);
    assertThat(cells()).containsExactly(2001L, 1000L);
    assertThatThrownBy(() -> catalog.publication().publishLoaded(view, 2000))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("ROLLED_BACK");
    assertThatThrownBy(() -> catalog.publication().rollback(view, OptionalLong.of(2000)))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("no such earlier published version");
  }

  @Test
  void theFirstVersionCannotBeRolledBack() throws Exception {
    publish(1000);
    assertThatThrownBy(() -> catalog.publication().rollback(view, OptionalLong.empty()))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("no such earlier published version is retained");
    assertThat(catalog.published(view)).hasValue(1000);
  }

  private static Catalog ahead() throws IOException {
    return new Catalog(connection, Clock.offset(Clock.systemUTC(), Duration.ofDays(2)));
  }

  private void loadAhead(long... versions) throws IOException {
    for (long version : versions) {
      ahead().runs().begin(view, version, "ahead", LONG, "m:1", "{}");
      ahead().runs().advance(view, version, "ahead", VersionState.LOADED, "{}");
      ahead().runs().release(view, "ahead");
    }
  }

  @Test
  void noVersionIsBornOrPublishedInTheFuture() throws Exception {
    long now = System.currentTimeMillis();
    long future = now + Duration.ofHours(1).toMillis();
    assertThatThrownBy(() -> catalog.runs().begin(view, future, "me", LONG, "m:1", "{}"))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("would hide every event until then (must be at most 300 s from now)");
    assertThat(catalog.versions(view)).isEmpty();
    assertThat(catalog.runs().next(view, now + 240_000)).isEqualTo(now + 240_000);
    loadAhead(future);
    assertThatThrownBy(() -> catalog.publication().publishLoaded(view, future))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("Cannot publish version " + future);
    assertThat(catalog.published(view)).isEmpty();
  }

  @Test
  void whatIsLoadedForTheFutureKeepsNobodyFromBeginning() throws Exception {
    publish(1000);
    long future = System.currentTimeMillis() + Duration.ofHours(1).toMillis();
    loadAhead(future, future + 1, future + 2, future + 3);
    publish(2000);
    assertThat(catalog.published(view)).hasValue(2000);
  }

  @Test
  void aRollbackFromTheFutureLeadsToTheNewestVersionThatIsNotOfIt() throws Exception {
    publish(1000, 2000);
    long future = System.currentTimeMillis() + Duration.ofHours(1).toMillis();
    for (long version : new long[] {future, future + 1}) {
      loadAhead(version);
      ahead().publication().publishLoaded(view, version);
    }
    assertThatThrownBy(() -> catalog.runs().next(view, 3000))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("lies in the future")
        .hasMessageEndingWith("howdah view rollback " + view);
    assertThat(catalog.publication().rollback(view, OptionalLong.empty())).hasValue(2000);
    assertThat(catalog.published(view)).hasValue(2000);
    assertThat(state(future)).isEqualTo(VersionState.ROLLED_BACK);
    assertThat(state(future + 1)).isEqualTo(VersionState.ROLLED_BACK);
    publish(3000);
    assertThat(catalog.published(view)).hasValue(3000);
  }

  @Test
  void aRollbackToNothingKilledAtAnyChangeIsFinishedByRepeatingIt() throws Exception {
    int changes = 0;
    for (boolean killed = true; killed; changes++) {
      view = create(3);
      long future = System.currentTimeMillis() + Duration.ofHours(1).toMillis();
      loadAhead(future);
      ahead().publication().publishLoaded(view, future);
      killed = false;
      try {
        assertThat(
                new Catalog(KilledConnection.after(changes, connection))
                    .publication()
                    .rollback(view, OptionalLong.empty()))
            .isEmpty();
      } catch (KilledConnection.Killed e) {
        killed = true;
        assertThat(catalog.publication().rollback(view, OptionalLong.empty()))
            .as("after %s changes", changes)
            .isEmpty();
      }
      assertThat(catalog.published(view)).isEmpty();
      assertThat(state(future)).isEqualTo(VersionState.ROLLED_BACK);
      assertThat(rows().get(view)).doesNotContainKey("c:retracting");
    }
    assertThat(changes).isGreaterThan(3);
    publish(1000);
    assertThat(catalog.published(view)).hasValue(1000);
  }

  @Test
  void onlyWhatIsLoadedIsPublished() throws Exception {
    catalog.runs().begin(view, 1000, "me", LONG, "m:1", "{}");
    assertThatThrownBy(() -> catalog.publication().publish(view, 1000, "me"))
        .isInstanceOf(CatalogException.class)
        .hasMessage(
            "Cannot publish version 1000 of view " + view + ": it is RUNNING (must be LOADED)");
    assertThat(catalog.published(view)).isEmpty();
    catalog.runs().release(view, "me");
    load(2000, VersionState.REJECTED);
    assertThatThrownBy(() -> catalog.publication().publishLoaded(view, 2000))
        .hasMessageContaining("it is REJECTED");
    // the refusal has let the lease go
    publish(3000);
    assertThat(catalog.published(view)).hasValue(3000);
  }

  @Test
  void whatWasRefusedIsTakenBackOnceItWouldBeSeen() throws Exception {
    publish(1000);
    load(2000, VersionState.REJECTED);
    publish(3000);
    assertThat(cells()).containsExactly(3000L, 1000L);
    assertThat(state(2000)).isEqualTo(VersionState.REJECTED);
  }

  @Test
  void aRunThatLostItsLeaseChangesNothingMore() throws Exception {
    catalog.runs().begin(view, 1000, "slow", OVER, "m:1", "{}");
    catalog.runs().advance(view, 1000, "slow", VersionState.LOADED, "{}");
    catalog.runs().begin(view, 2000, "quick", LONG, "m:1", "{}");
    String lost = "Cannot go on with version 1000 of view " + view;
    assertThatThrownBy(() -> catalog.publication().publish(view, 1000, "slow"))
        .hasMessageContaining(lost);
    assertThatThrownBy(() -> catalog.runs().renew(view, 1000, "slow", LONG))
        .hasMessageContaining(lost);
    assertThatThrownBy(() -> catalog.runs().advance(view, 1000, "slow", VersionState.FAILED, "{}"))
        .hasMessageContaining(lost);
    catalog.runs().release(view, "slow");
    assertThat(rows().get(view).get("c:lease")).startsWith("quick 2000 ");
    assertThat(catalog.published(view)).isEmpty();
  }

  @Test
  void aLeaseTakenRightAfterAnotherWasLetGoHolds() throws Exception {
    Leases leases = new Leases(new CatalogTable(connection, "howdah"));
    for (int i = 0; i < 200; i++) {
      leases.take(view, 1000, "a", LONG);
      leases.release(view, "a");
      leases.take(view, 1000, "b", LONG);
      leases.check(view, 1000, "b");
      leases.release(view, "b");
    }
  }

  @Test
  void aDeadRunCountsAsFailedOnceAnotherHasTakenOver() throws Exception {
    catalog.runs().begin(view, 1000, "dead", OVER, "m:1", "{}");
    catalog.runs().begin(view, 2000, "me", LONG, "m:1", "{}");
    assertThat(state(1000)).isEqualTo(VersionState.FAILED);
    assertThatThrownBy(() -> catalog.runs().resume(view, 1000, "other", LONG))
        .hasMessageContaining("run 2000 of view " + view + " is in progress");
  }

  @Test
  void runsOfAnUnknownViewAreRefusedAndTheNearestNamed() {
    assertThatThrownBy(() -> catalog.runs().begin(view + "x", 1, "me", LONG, "m:1", "{}"))
        .isInstanceOf(CatalogException.class)
        .hasMessage("Cannot find view " + view + "x; did you mean " + view + "?");
    assertThatThrownBy(() -> catalog.view("nothing-like-it"))
        .hasMessage(
            "Cannot find view nothing-like-it; create it with: howdah view create nothing-like-it"
                + " --task TASK");
  }

  @Test
  void ofManyRunsAtOnceOneBeginsAndNoVersionIsGivenTwice() throws Exception {
    int drivers = 8;
    ExecutorService executor = Executors.newFixedThreadPool(drivers);
    try {
      List<Long> begun = new ArrayList<>();
      for (int round = 0; round < 3; round++) {
        List<Callable<Long>> starts = new ArrayList<>();
        for (int i = 0; i < drivers; i++) {
          String owner = "driver-" + i;
          starts.add(() -> begin(owner));
        }
        List<Long> winners = new ArrayList<>();
        for (Future<Long> start : executor.invokeAll(starts)) {
          if (start.get() >= 0) {
            winners.add(start.get());
          }
        }
        assertThat(winners).hasSize(1);
        begun.addAll(winners);
        // its driver lets go without having loaded anything
        String owner = rows().get(view).get("c:lease").split(" ", -1)[0];
        catalog.runs().advance(view, winners.get(0), owner, VersionState.FAILED, "{}");
        catalog.runs().release(view, owner);
      }
      assertThat(begun).containsExactly(1000L, 1001L, 1002L);
    } finally {
      executor.shutdownNow();
    }
  }

  private long begin(String owner) throws IOException {
    try {
      return catalog.runs().begin(view, 1000, owner, LONG, "m:1", "{}");
    } catch (CatalogException e) {
      assertThat(e).hasMessageContaining("is in progress");
      return -1;
    }
  }

  @Test
  void loadsThatWaitNeverPushThePublishedVersionOut() throws Exception {
    view = create(1);
    publish(1000);
    load(2000);
    load(3000);
    assertThatThrownBy(() -> load(4000))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("publish the newest first: howdah view publish " + view + " 3000");
    compact();
    assertThat(cells()).containsExactly(3000L, 2000L, 1000L);
    catalog.publication().publishLoaded(view, 3000);
    load(4000);
    assertThat(cells()).contains(3000L, 4000L).doesNotContain(2000L);
  }

  @Test
  void runsThatFailAgainAndAgainNeverPushThePublishedVersionOut() throws Exception {
    view = create(1);
    publish(1000);
    for (long version = 2000; version < 8000; version += 1000) {
      load(version, VersionState.FAILED);
    }
    compact();
    assertThat(cells()).contains(1000L).hasSize(3);
    assertThatThrownBy(() -> catalog.runs().resume(view, 2000, "me", LONG))
        .hasMessageContaining("its cells were taken back");
    assertThat(catalog.runs().resume(view, 7000, "me", LONG).state())
        .isEqualTo(VersionState.FAILED);
  }

  private void compact() throws Exception {
    TableName table = TableName.valueOf(view);
    try (Admin admin = connection.getAdmin()) {
      admin.flush(table);
      long before = admin.getLastMajorCompactionTimestamp(table);
      admin.majorCompact(table);
      long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (admin.getLastMajorCompactionTimestamp(table) == before
          || admin.getCompactionState(table) != CompactionState.NONE) {
        assertThat(System.nanoTime()).as("compaction").isLessThan(limit);
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void publishedVersionsBeyondTheRetainedAreRetired() throws Exception {
    view = create(2);
    publish(1000, 2000, 3000);
    assertThat(state(1000)).isEqualTo(VersionState.RETIRED);
    assertThat(state(2000)).isEqualTo(VersionState.PUBLISHED);
    assertThatThrownBy(() -> catalog.publication().rollback(view, OptionalLong.of(1000)))
        .hasMessageContaining("no such earlier published version is retained");
  }

  @Test
  void aViewIsNotDroppedWhileARunIsInProgress() throws Exception {
    catalog.runs().begin(view, 1000, "me", LONG, "m:1", "{}");
    assertThatThrownBy(() -> catalog.drop(view)).hasMessageContaining("is in progress");
    catalog.runs().release(view, "me");
    catalog.drop(view);
    assertThat(catalog.find(view)).isEmpty();
    assertThat(rows()).isEmpty();
  }

  @Test
  void anHBaseThatDoesNotAnswerIsNamedWithinThirtySeconds() throws Exception {
    // a port that takes connections and says nothing: the worst case
    try (ServerSocket silent = new ServerSocket(0)) {
      Configuration conf = new Configuration(SharedHBase.configuration());
      conf.set("hbase.zookeeper.quorum", "127.0.0.1");
      conf.setInt("hbase.zookeeper.property.clientPort", silent.getLocalPort());
      long begin = System.nanoTime();
      assertThatThrownBy(() -> HBase.connect(conf))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(
              "Cannot reach HBase at ZooKeeper quorum 127.0.0.1, port " + silent.getLocalPort());
      assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin)).isLessThan(30);
    }
  }

  @Test
  void aMasterThatIsGoneIsNoticedThoughZooKeeperAnswers() throws Exception {
    Configuration conf = new Configuration(SharedHBase.configuration());
    conf.set("zookeeper.znode.parent", "/no-hbase-here");
    assertThatThrownBy(() -> HBase.connect(conf))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot reach HBase at ZooKeeper quorum");
  }

  @Test
  void anHBaseThatAnswersIsConnectedTo() throws Exception {
    try (Connection own = HBase.connect(SharedHBase.configuration())) {
      assertThat(new Catalog(own).find(view)).isPresent();
    }
  }

  @Test
  void aRowOfANewerHowdahIsReadAndWrittenByNobody() throws Exception {
    long version = load(1_000);
    catalog.publication().publishLoaded(view, version);
    assertThat(catalog.table().row(view)).containsEntry("format", "1");
    catalog.table().put(view, Map.of("format", ""));
    assertThat(catalog.view(view).name()).as("a row without a format").isEqualTo(view);

    catalog.table().put(view, Map.of("format", "2"));
    Map<String, String> row = catalog.table().row(view);
    List<Callable<?>> readersAndWriters =
        List.of(
            () -> catalog.view(view),
            () -> catalog.published(view),
            () -> catalog.runs().begin(view, 2_000, "test", LONG, "m:1", "{}"),
            () -> catalog.runs().resume(view, version, "test", LONG),
            () -> catalog.publication().rollback(view, OptionalLong.empty()),
            () -> {
              catalog.publication().publishLoaded(view, version);
              return null;
            },
            () -> {
              catalog.drop(view);
              return null;
            });
    for (Callable<?> one : readersAndWriters) {
      assertThatThrownBy(one::call)
          .isInstanceOf(CatalogException.class)
          .hasMessage(
              "Cannot read view %s: its catalog row has format 2, this is Howdah 0.1.0 which knows"
                  + " 1; use a newer Howdah",
              view);
    }
    assertThat(catalog.table().row(view)).isEqualTo(row);
    assertThatThrownBy(() -> catalog.view(view + "x"))
        .as("others are not kept from their work")
        .hasMessageContaining("did you mean");
    catalog.table().put(view, Map.of("format", "1"));
  }

  @Test
  void eventsAreWrittenAtTheirTimesAndADeletionCountsAmongEquals() throws Exception {
    byte[] key = Bytes.toBytes("event");
    Prediction seven = new Prediction.Classified("7", 0.5f, Prediction.NO_SCORES);
    Prediction eight = new Prediction.Classified("8", 0.75f, Prediction.NO_SCORES);
    try (SpeedTable speed = new SpeedTable(connection, catalog.view(view));
        ViewTable reader = new ViewTable(connection, catalog.view(view))) {
      List<SpeedEvent> events =
          List.of(
              new SpeedEvent(key, 50, seven, "m:1"),
              new SpeedEvent(key, 50, eight, "m:2"),
              new SpeedEvent(key, 40, seven, "m:1"));
      for (int i = 0; i < 2; i++) {
        speed.write(events);
        assertThat(reader.read(key, 0).speed())
            .contains(new ViewRow.Layer(50, Map.of("label", "8", "score", "0.75", "model", "m:2")));
      }
      speed.write(List.of(SpeedEvent.deletion(key, 60), new SpeedEvent(key, 60, seven, "m:1")));
      assertThat(reader.read(key, 0).speed())
          .contains(new ViewRow.Layer(60, Map.of("deleted", "true")));
      speed.write(List.of(new SpeedEvent(key, 61, seven, "m:1")));
      assertThat(reader.read(key, 0).speed().get().fields()).doesNotContainKey("deleted");
    }
    for (long time : new long[] {-1, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> SpeedEvent.deletion(key, time))
          .hasMessage("Invalid event time: %d (must be epoch milliseconds, 0 or more)", time);
    }
    assertThatThrownBy(() -> SpeedEvent.deletion(new byte[0], 1)).hasMessage("Invalid key: empty");
  }
}
