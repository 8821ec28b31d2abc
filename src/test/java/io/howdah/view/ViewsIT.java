package io.howdah.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.local.SharedHBase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.RegionLocator;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Making and dropping views when whoever does it dies, or several do. */
@Timeout(value = 240, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ViewsIT {
  private static final Duration SHORT = Duration.ofMillis(400);
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final byte[][] NO_SPLITS = {};
  private static Connection connection;
  private static Catalog catalog;
  private static int names;

  @BeforeAll
  static void open() throws Exception {
    connection = SharedHBase.connection();
    catalog = new Catalog(connection);
  }

  private static String newName() {
    return "made-" + ++names;
  }

  private static ViewDefinition view(String name, String task, int retain) {
    return new ViewDefinition(
        name, task, ViewMode.FULL, Optional.empty(), Optional.empty(), retain);
  }

  private static ViewDefinition view(String name) {
    return view(name, "classification", 3);
  }

  /** With all that a view may have; what expires does so when all tests are long over. */
  private static ViewDefinition lasting(String name) {
    return new ViewDefinition(
        name,
        "regression",
        ViewMode.INCREMENTAL,
        Optional.of(Duration.ofDays(1)),
        Optional.of(Duration.ofDays(100_000)),
        5);
  }

  /** Whose process dies before its n-th change. */
  private static Catalog dying(int changes) throws IOException {
    return new Catalog(KilledConnection.after(changes, connection), Clock.systemUTC(), SHORT);
  }

  private interface Verb {
    void run() throws IOException;
  }

  private static boolean isKilled(Verb verb) throws IOException {
    try {
      verb.run();
      return false;
    } catch (KilledConnection.Killed e) {
      return true;
    }
  }

  private static boolean tableExists(String name) throws IOException {
    try (Admin admin = connection.getAdmin()) {
      return admin.tableExists(TableName.valueOf(name));
    }
  }

  private static List<String> startKeys(String name) throws IOException {
    try (RegionLocator regions = connection.getRegionLocator(TableName.valueOf(name))) {
      List<String> keys = new ArrayList<>();
      for (byte[] key : regions.getStartKeys()) {
        keys.add(Bytes.toString(key));
      }
      return keys;
    }
  }

  private static int versionsKept(String name) throws IOException {
    try (Admin admin = connection.getAdmin()) {
      return admin
          .getDescriptor(TableName.valueOf(name))
          .getColumnFamily(Bytes.toBytes("b"))
          .getMaxVersions();
    }
  }

  /** A version with one cell, published. */
  private static void publish(String name, long version) throws IOException {
    assertThat(catalog.runs().begin(name, version, "loader", LONG, "m:1", "{}")).isEqualTo(version);
    putCell(name, version);
    catalog.runs().advance(name, version, "loader", VersionState.LOADED, "{}");
    catalog.publication().publish(name, version, "loader");
  }

  private static void putCell(String name, long version) throws IOException {
    try (Table table = connection.getTable(TableName.valueOf(name))) {
      table.put(
          new Put(Bytes.toBytes("key"), version)
              .addColumn(Bytes.toBytes("b"), Bytes.toBytes("label"), Bytes.toBytes("x")));
    }
  }

  private static boolean hasCells(String name) throws IOException {
    try (Table table = connection.getTable(TableName.valueOf(name))) {
      return !table.get(new Get(Bytes.toBytes("key"))).isEmpty();
    }
  }

  @Test
  void aMakingThatIsKilledAtAnyChangeIsDoneByRepeatingIt() throws Exception {
    int changes = 0;
    for (boolean killed = true; killed; changes++) {
      String name = newName();
      Catalog dying = dying(changes);
      killed =
          isKilled(
              () -> dying.create(view(name, "regression", 7), new byte[][] {Bytes.toBytes("m")}));
      if (killed) {
        assertThat(catalog.find(name)).as("after %s changes", changes).isEmpty();
        assertThat(catalog.views()).extracting(Listed::key).doesNotContain(name);
        // with other options than the first time: these count
        catalog.create(view(name), new byte[][] {Bytes.toBytes("f"), Bytes.toBytes("p")});
        assertThat(catalog.view(name)).isEqualTo(view(name));
        assertThat(startKeys(name)).containsExactly("", "f", "p");
        assertThat(versionsKept(name)).isEqualTo(3 + 2);
      } else {
        assertThat(catalog.view(name)).isEqualTo(view(name, "regression", 7));
      }
      publish(name, 1000);
      assertThat(catalog.published(name)).hasValue(1000);
      assertThat(catalog.table().row(name)).doesNotContainKeys("lease", "pending");
    }
    assertThat(changes).as("kills").isGreaterThan(4);
  }

  @Test
  void aMakingThatIsKilledAtAnyChangeIsUndoneByDropping() throws Exception {
    int changes = 1; // before its first change there is nothing
    for (boolean killed = true; killed; changes++) {
      String name = newName();
      Catalog dying = dying(changes);
      killed = isKilled(() -> dying.create(view(name), NO_SPLITS));
      try {
        catalog.drop(name);
      } catch (CatalogException e) {
        assertThat(e).hasMessageStartingWith("Cannot find view " + name);
      }
      assertThat(tableExists(name)).as("after %s changes", changes).isFalse();
      assertThat(catalog.find(name)).isEmpty();
    }
    assertThat(changes).isGreaterThan(4);
  }

  @Test
  void aTakeoverOfAMakingIsKilledAtAnyChangeAndTakenOverAgain() throws Exception {
    int changes = 0;
    for (boolean killed = true; killed; changes++) {
      String name = newName();
      Catalog first = dying(4); // the row says what is meant, and the table is made
      assertThat(isKilled(() -> first.create(view(name), NO_SPLITS))).isTrue();
      Catalog second = dying(changes);
      killed = isKilled(() -> second.create(view(name), NO_SPLITS));
      boolean made = catalog.createIfMissing(view(name), NO_SPLITS);
      assertThat(made).as("after %s changes", changes).isEqualTo(killed);
      publish(name, 1000);
    }
    assertThat(changes).isGreaterThan(5);
  }

  /** A view with two versions and a stream. */
  private static void fill(String name) throws IOException {
    publish(name, 1000);
    publish(name, 2000);
    catalog
        .streams()
        .report(name, StreamReport.of("g/m", Map.of("group", "g", "member", "m", "at", "5")));
  }

  private static void assertHalfDropped(String name, int changes) throws IOException {
    assertThat(catalog.find(name)).as("after %s changes", changes).isEmpty();
    assertThatThrownBy(() -> catalog.runs().begin(name, 3000, "me", LONG, "m:1", "{}"))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("howdah view drop " + name + " --yes");
  }

  @Test
  void aDropThatIsKilledAtAnyChangeIsDoneByRepeatingIt() throws Exception {
    int changes = 1;
    for (boolean killed = true; killed; changes++) {
      String name = newName();
      catalog.create(view(name), NO_SPLITS);
      fill(name);
      Catalog dying = dying(changes);
      killed = isKilled(() -> dying.drop(name));
      if (killed) {
        assertHalfDropped(name, changes);
        catalog.drop(name);
      }
      assertThat(tableExists(name)).isFalse();
      assertThat(catalog.table().rows(name)).isEmpty();
    }
    assertThat(changes).as("kills").isGreaterThan(6);
  }

  @Test
  void aDropThatIsKilledAtAnyChangeIsDoneByMakingTheViewAnew() throws Exception {
    String name = newName();
    ViewDefinition made = lasting(name);
    catalog.create(made, NO_SPLITS);
    int changes = 1;
    for (boolean killed = true; killed; changes++) {
      fill(name);
      Catalog dying = dying(changes);
      killed = isKilled(() -> dying.drop(name));
      if (killed) {
        assertHalfDropped(name, changes);
        made = changes % 2 == 0 ? lasting(name) : view(name);
        catalog.create(made, NO_SPLITS);
        assertThat(catalog.view(name)).as("after %s changes", changes).isEqualTo(made);
        assertThat(catalog.published(name)).isEmpty();
        assertThat(catalog.versions(name)).isEmpty();
        assertThat(catalog.streams().of(name)).isEmpty();
        assertThat(hasCells(name)).isFalse();
      }
    }
    assertThat(changes).as("kills").isGreaterThan(6);
  }

  @Test
  void ofManyWhoMakeAViewAtOnceOneDoesAndTheOthersFindIt() throws Exception {
    String name = newName();
    List<Boolean> made = atOnce(6, () -> catalog.createIfMissing(view(name), NO_SPLITS));
    assertThat(made).containsOnlyOnce(true).hasSize(6);
    assertThatThrownBy(() -> catalog.create(view(name), NO_SPLITS))
        .hasMessage("Cannot create view " + name + ": it exists");
    publish(name, 1000);
  }

  @Test
  void ofManyWhoDropAViewAtOnceNoneFailsThatSawIt() throws Exception {
    String name = newName();
    catalog.create(view(name), NO_SPLITS);
    publish(name, 1000);
    List<String> said =
        atOnce(
            4,
            () -> {
              try {
                catalog.drop(name);
                return "dropped";
              } catch (CatalogException e) {
                return e.getMessage();
              }
            });
    assertThat(said).contains("dropped");
    assertThat(said)
        .allMatch(line -> line.equals("dropped") || line.startsWith("Cannot find view " + name));
    assertThat(tableExists(name)).isFalse();
    assertThat(catalog.table().rows(name)).isEmpty();
  }

  @Test
  void aRunThatBeginsBetweenAnyTwoStepsOfADropLeavesNothingBehind() throws Exception {
    int changes = 0;
    for (boolean paused = true; paused; changes++) {
      String name = newName();
      catalog.create(view(name), NO_SPLITS);
      publish(name, 1000);
      List<String> run = new ArrayList<>();
      Connection between =
          KilledConnection.pausedAfter(
              changes,
              connection,
              () -> {
                try {
                  catalog.runs().begin(name, 2000, "driver", LONG, "m:1", "{}");
                  run.add("begun");
                } catch (CatalogException e) {
                  run.add(e.getMessage());
                }
              });
      try {
        new Catalog(between).drop(name);
        assertThat(catalog.table().rows(name)).as("after %s changes", changes).isEmpty();
        assertThat(tableExists(name)).isFalse();
        assertThat(run).allMatch(said -> said.startsWith("Cannot find view " + name));
      } catch (CatalogException e) {
        assertThat(run).as("after %s changes", changes).containsExactly("begun");
        assertThat(e).hasMessageContaining("is in progress");
        assertThat(catalog.published(name)).hasValue(1000);
      }
      paused = !run.isEmpty();
    }
    assertThat(changes).isGreaterThan(4);
  }

  @Test
  void aMakerThatSleptPastItsLeaseAtAnyStepLeavesTheViewOfItsSuccessorAlone() throws Exception {
    int changes = 0;
    for (boolean paused = true; paused; changes++) {
      String name = newName();
      List<String> said = new ArrayList<>();
      Connection between =
          KilledConnection.pausedAfter(
              changes,
              connection,
              () -> {
                loseLease(name);
                said.add("made: " + catalog.createIfMissing(view(name), NO_SPLITS));
              });
      try {
        said.add("sleeper: " + new Catalog(between).createIfMissing(lasting(name), NO_SPLITS));
      } catch (CatalogException e) {
        said.add(e.getMessage());
      }
      paused = said.size() == 2;
      ViewDefinition right = view(name);
      if (!paused) {
        assertThat(said).containsExactly("sleeper: true");
        right = lasting(name);
      } else if (said.get(0).endsWith("false")) { // the sleeper had made all of it
        right = lasting(name);
      } else {
        assertThat(said.get(1))
            .as("after %s changes", changes)
            .matches("sleeper: false|Cannot go on with view .*: its lease was lost to another;.*");
      }
      assertThat(catalog.view(name)).as("after %s changes: %s", changes, said).isEqualTo(right);
      assertThat(versionsKept(name)).isEqualTo(right.retain() + 2);
      publish(name, 1000);
      assertThat(hasCells(name)).isTrue();
    }
    assertThat(changes).isGreaterThan(3);
  }

  /** As if its time had run out. */
  private static void loseLease(String name) throws IOException {
    if (!catalog.table().row(name).isEmpty()) {
      catalog.table().put(name, Map.of(Catalog.LEASE, CatalogTable.NONE));
    }
  }

  private static <T> List<T> atOnce(int threads, Callable<T> work) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> result : executor.invokeAll(Collections.nCopies(threads, work))) {
        results.add(result.get());
      }
      return results;
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void aTableThatIsNoViewIsLeftAloneAndTheNameIsNotLost() throws Exception {
    String name = newName();
    TableName table = TableName.valueOf(name);
    try (Admin admin = connection.getAdmin()) {
      admin.createTable(
          TableDescriptorBuilder.newBuilder(table)
              .setColumnFamily(ColumnFamilyDescriptorBuilder.of("b"))
              .setColumnFamily(ColumnFamilyDescriptorBuilder.of("s"))
              .build());
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> catalog.create(view(name), NO_SPLITS))
            .isInstanceOf(CatalogException.class)
            .hasMessageContaining("an HBase table of that name exists and is not in the catalog")
            .hasMessageEndingWith("disable '" + name + "' and drop '" + name + "'");
        assertThatThrownBy(() -> catalog.drop(name)).hasMessageStartingWith("Cannot find view");
      }
      assertThat(admin.tableExists(table)).isTrue();
      admin.disableTable(table);
      admin.deleteTable(table);
    }
    catalog.create(view(name), NO_SPLITS);
    publish(name, 1000);
  }

  @Test
  void aTableThatSomebodyWroteToMeanwhileIsNotTakenOver() throws Exception {
    String name = newName();
    Catalog dying = dying(4);
    assertThat(isKilled(() -> dying.create(view(name), NO_SPLITS))).isTrue();
    assertThat(tableExists(name)).isTrue();
    putCell(name, 1000);
    assertThatThrownBy(() -> catalog.create(view(name), NO_SPLITS))
        .hasMessageContaining("an HBase table of that name exists");
    catalog.drop(name);
    assertThat(hasCells(name)).isTrue();
  }

  @Test
  void theRowOfAViewThatIsBeingMadeIsTheSpecifiedOne() throws Exception {
    String name = newName();
    Catalog dying = dying(4);
    assertThat(isKilled(() -> dying.create(view(name), NO_SPLITS))).isTrue();
    Map<String, String> row = new TreeMap<>();
    try (Table table = connection.getTable(TableName.valueOf("howdah"))) {
      table
          .get(new Get(Bytes.toBytes(name)))
          .getFamilyMap(Bytes.toBytes("c"))
          .forEach(
              (column, value) ->
                  row.put(Bytes.toString(column), new String(value, StandardCharsets.UTF_8)));
    }
    assertThat(row).hasSize(3).containsEntry("format", "1").containsEntry("pending", "create");
    assertThat(row.get("lease")).matches("create-\\d+-\\d+ 0 \\d+");
  }
}
