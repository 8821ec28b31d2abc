package io.howdah.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.local.SharedHBase;
import io.howdah.view.Catalog;
import io.howdah.view.VersionState;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewMode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The age of the rows that lie in a real table, by the real clock: ages here are in hours. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ViewStatusIT {
  private static final Duration DAY = Duration.ofDays(1);
  private static final int ROWS = 100;
  private static Connection connection;
  private static Catalog catalog;
  private static int views;
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private String view;

  @BeforeAll
  static void connect() throws Exception {
    connection = SharedHBase.connection();
    catalog = new Catalog(connection);
  }

  private void create(ViewMode mode, Duration validFor, Duration expireAfter) throws IOException {
    view = "status-" + ++views;
    catalog.create(
        new ViewDefinition(
            view,
            "classification",
            mode,
            Optional.ofNullable(validFor),
            Optional.ofNullable(expireAfter),
            3),
        new byte[][] {"k050".getBytes(UTF_8)});
  }

  @AfterEach
  void drop() throws IOException {
    catalog.drop(view);
  }

  private long hoursAgo(int hours) {
    return now.minus(Duration.ofHours(hours)).toEpochMilli();
  }

  private static String key(int i) {
    return String.format("k%03d", i);
  }

  private void put(String family, long time, int from, int to, String... qualifiers)
      throws IOException {
    List<Put> puts = new ArrayList<>();
    for (int i = from; i < to; i++) {
      Put put = new Put(key(i).getBytes(UTF_8), time);
      for (String qualifier : qualifiers) {
        put.addColumn(family.getBytes(UTF_8), qualifier.getBytes(UTF_8), "1".getBytes(UTF_8));
      }
      puts.add(put);
    }
    try (Table cells = connection.getTable(TableName.valueOf(view))) {
      cells.put(puts);
    }
  }

  private void load(long version, int from, int to) throws IOException {
    catalog.runs().begin(view, version, "test", Duration.ofMinutes(5), "m:1", "{}");
    put("b", version, from, to, "label", "score");
    catalog.runs().advance(view, version, "test", VersionState.LOADED, "{}");
    catalog.runs().release(view, "test");
  }

  private void publish(long version, int from, int to) throws IOException {
    load(version, from, to);
    catalog.publication().publishLoaded(view, version);
  }

  private CommandResult status(String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("view", "status", view));
    arguments.addAll(List.of(more));
    return CommandResult.of(SharedHBase.configuration(), arguments.toArray(String[]::new));
  }

  private JsonNode json(int code, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.add("--json");
    CommandResult result = status(arguments.toArray(String[]::new));
    assertThat(result.code()).as(result.out() + result.err()).isEqualTo(code);
    JsonNode node = new ObjectMapper().readTree(result.out());
    assertThat(node.get("met").asBoolean()).isEqualTo(code == 0);
    return node;
  }

  private static List<Integer> buckets(JsonNode status) {
    List<Integer> rows = new ArrayList<>();
    status.get("ages").forEach(bucket -> rows.add(bucket.get("rows").asInt()));
    return rows;
  }

  private static void assertCounts(JsonNode counts, int fresh, int stale, int expired) {
    assertThat(counts.get("fresh").asInt()).isEqualTo(fresh);
    assertThat(counts.get("stale").asInt()).isEqualTo(stale);
    assertThat(counts.get("expired").asInt()).isEqualTo(expired);
    double rows = fresh + stale + expired;
    assertThat(counts.get("staleShare").asDouble()).isEqualTo(stale / rows);
    assertThat(counts.get("expiredShare").asDouble()).isEqualTo(expired / rows);
  }

  @Test
  void aFullViewIsWhatItsVersionAndNewerEventsHold() throws Exception {
    create(ViewMode.FULL, DAY, null);
    publish(hoursAgo(9), 0, ROWS + 50);
    publish(hoursAgo(8), 0, ROWS);
    load(hoursAgo(1), 0, ROWS); // not published: nobody sees it
    put("s", hoursAgo(2), 0, 10, "label", "score", "model"); // events
    put("s", hoursAgo(2), 10, 15, "deleted"); // deletions
    put("s", hoursAgo(2), 15, 20, "label", "deleted", "model"); // an event and a deletion of a time
    put("s", hoursAgo(8), 20, 30, "label"); // what the version covers
    put("s", hoursAgo(20), 30, 40, "label");
    put("s", hoursAgo(2), 500, 503, "label"); // keys of events alone

    JsonNode status = json(0);

    assertThat(status.get("rows").asInt()).isEqualTo(93);
    assertThat(status.get("batchRows").asInt()).isEqualTo(80);
    assertThat(status.get("speedRows").asInt()).isEqualTo(13);
    assertThat(buckets(status)).containsExactly(0, 0, 0, 13, 80, 0, 0);
    assertThat(status.get("newest").asLong()).isEqualTo(hoursAgo(2));
    assertThat(status.get("oldest").asLong()).isEqualTo(hoursAgo(8));
    assertCounts(status.get("now"), 93, 0, 0);
    assertThat(status.has("before")).isFalse();
  }

  @Test
  void anIncrementalViewHoldsTheNewestOfAllRuns() throws Exception {
    create(ViewMode.INCREMENTAL, DAY, null);
    publish(hoursAgo(30), 0, 60);
    publish(hoursAgo(3), 40, ROWS);

    JsonNode status = json(3);

    assertThat(buckets(status)).containsExactly(0, 0, 0, 60, 0, 40, 0);
    assertCounts(status.get("now"), 60, 40, 0);
    assertThat(status.get("stale").asBoolean()).as("the published version").isFalse();
    json(3, "--max-stale", "0.39");
    json(0, "--max-stale", "0.4");
    json(0, "-D", "howdah.view.max-stale=0.4");
    json(0, "--quick");
  }

  @Test
  void rowsThatWillExpireBeforeATimeAreToldAhead() throws Exception {
    create(ViewMode.INCREMENTAL, Duration.ofHours(10), Duration.ofHours(20));
    publish(hoursAgo(25), 0, 10); // expired, and HBase still has them
    publish(hoursAgo(16), 10, 30); // stale
    publish(hoursAgo(8), 30, ROWS); // fresh
    put("s", hoursAgo(1), 0, 5, "label");

    JsonNode status = json(3, "--before", "6h", "--max-stale", "0.25");

    assertCounts(status.get("now"), 75, 20, 5);
    assertCounts(status.get("before"), 5, 70, 25);
    assertThat(status.get("before").get("at").asLong())
        .isEqualTo(status.get("now").get("at").asLong() + 6 * 3_600_000);
    json(0, "--max-stale", "0.25");
    json(0, "--before", "90m", "--max-stale", "0.25");
    Instant at = now.plus(Duration.ofHours(13));
    assertCounts(json(3, "--before", at.toString()).get("before"), 0, 5, 95);
  }

  @Test
  void aStaleVersionOfAFullViewMissesEveryObjective() throws Exception {
    create(ViewMode.FULL, Duration.ofHours(10), Duration.ofHours(20));
    publish(hoursAgo(8), 0, 10);
    put("s", hoursAgo(1), 0, 10, "label");
    assertThat(json(0).get("now").get("fresh").asInt()).isEqualTo(10);
    assertThat(json(0, "--before", "1h").get("stale").asBoolean()).isFalse();
    // no batch row is left that could be stale, yet nothing says that none will be asked for
    assertThat(json(3, "--before", "3h", "--max-stale", "1").get("before").get("stale").asInt())
        .isZero();
    json(3, "--before", "3h", "--quick");
    json(0, "--before", "1h", "--quick");
  }

  @Test
  void anEmptyVersionIsJudgedByItsAge() throws Exception {
    create(ViewMode.INCREMENTAL, Duration.ofHours(10), null);
    publish(hoursAgo(8), 0, 0);
    assertThat(json(0).get("rows").asInt()).isZero();
    assertThat(json(3, "--before", "3h").has("newest")).isFalse();
    assertThat(status().out()).contains("younger than 1m");
  }

  @Test
  void aViewWithoutLimitsIsFreshForever() throws Exception {
    create(ViewMode.FULL, null, null);
    publish(hoursAgo(24 * 400), 0, 10);
    JsonNode status = json(0, "--before", "9999d");
    assertThat(buckets(status)).containsExactly(0, 0, 0, 0, 0, 0, 10);
    assertCounts(status.get("before"), 10, 0, 0);
  }

  @Test
  void peopleReadATable() throws Exception {
    create(ViewMode.INCREMENTAL, DAY, Duration.ofDays(7));
    publish(hoursAgo(30), 0, 60);
    publish(hoursAgo(3), 40, ROWS);
    put("s", hoursAgo(1), 0, 10, "label");

    CommandResult result = status("--before", now.plus(DAY).toString());

    assertThat(result.code()).isEqualTo(3);
    assertThat(result.out())
        .isEqualTo(
            """
            view %s: version %d is 3h 0m old, fresh (valid for 1d 0h, expires after 7d 0h)
              rows                                 100
                of the batch view                   90
                of the speed view                   10
              newest                   %s
              oldest                   %s

              younger than 1m                        0     0.00%%
              1m to 10m                              0     0.00%%
              10m to 1h                              0     0.00%%
              1h to 6h                              70    70.00%%  #####################
              6h to 1d                               0     0.00%%
              1d to 7d                              30    30.00%%  #########
              7d or older                            0     0.00%%

                                                 STALE                   EXPIRED
              now                                   30    30.00%%               0     0.00%%
              %-24s             100   100.00%%               0     0.00%%
              objective, at most 0.00%% stale or expired: MISSED
            """
                .formatted(
                    view,
                    hoursAgo(3),
                    Instant.ofEpochMilli(hoursAgo(1)),
                    Instant.ofEpochMilli(hoursAgo(30)),
                    now.plus(DAY)));
    assertThat(status("--quick").out())
        .isEqualTo(
            "view %s: version %d is 3h 0m old, fresh (valid for 1d 0h, expires after 7d 0h)%n",
            view, hoursAgo(3));
  }

  @Test
  void aLookupMarksWhatIsStaleAndSaysWhenTheRestExpired() throws Exception {
    create(ViewMode.INCREMENTAL, Duration.ofHours(10), Duration.ofHours(20));
    publish(hoursAgo(25), 0, 1);
    publish(hoursAgo(16), 1, 2);
    publish(hoursAgo(8), 2, 3);

    CommandResult result = lookup(key(0), key(1), key(2));

    assertThat(result.code()).as("a key without an answer").isEqualTo(1);
    List<String> lines = result.out().lines().toList();
    assertThat(lines.get(1))
        .matches(key(0) + " +not found \\(expired at " + Instant.ofEpochMilli(hoursAgo(5)) + "\\)");
    assertThat(lines.get(2)).contains("label=1").endsWith("16h 0m (stale)");
    assertThat(lines.get(3)).contains("label=1").endsWith("8h 0m");
    JsonNode expired = new ObjectMapper().readTree(lookup(key(0), "--json").out());
    assertThat(expired.get("found").asBoolean()).isFalse();
    assertThat(expired.get("expiredAt").asLong()).isEqualTo(hoursAgo(5));
    assertThat(expired.has("fields")).isFalse();
    JsonNode stale = new ObjectMapper().readTree(lookup(key(1), "--json").out());
    assertThat(stale.get("stale").asBoolean()).isTrue();
    assertThat(stale.get("fields").get("label").asText()).isEqualTo("1");
  }

  private CommandResult lookup(String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("lookup", view));
    arguments.addAll(List.of(more));
    return CommandResult.of(SharedHBase.configuration(), arguments.toArray(String[]::new));
  }

  @Test
  void hbaseDropsWhatIsTwiceAsOldAsTheHardLimit() throws Exception {
    create(ViewMode.INCREMENTAL, null, Duration.ofHours(20));
    publish(hoursAgo(41), 0, 10);
    publish(hoursAgo(39), 10, 30);
    assertCounts(json(3).get("now"), 0, 0, 20);
    assertThat(lookup(key(0)).out().lines().toList().get(1)).endsWith("not found");
  }

  @Test
  void nothingPublishedIsBeyondEveryObjective() throws Exception {
    create(ViewMode.FULL, null, null);
    load(hoursAgo(1), 0, 10);
    assertThat(json(3, "--max-stale", "1", "--before", "1h").get("published").isNull()).isTrue();
    assertThat(status("--quick").code()).isEqualTo(3);
    CommandResult usage = status("--max-stale", "1.5");
    assertThat(usage.code()).isEqualTo(Main.BAD_USAGE);
    assertThat(usage.err()).contains("Invalid --max-stale: 1.5 (must be between 0 and 1)");
  }

  @Test
  void aTableThatIsDisabledOrGoneIsSaidInOneLine() throws Exception {
    create(ViewMode.FULL, DAY, null);
    publish(hoursAgo(1), 0, 10);
    TableName table = TableName.valueOf(view);
    try (Admin admin = connection.getAdmin()) {
      admin.disableTable(table);
      status().assertFailed("Cannot read the HBase table " + view, "enable '" + view + "'");
      lookup(key(0)).assertFailed("Cannot read the HBase table " + view);
      admin.enableTable(table); // as the message advises
      assertThat(status().code()).isZero();
      admin.disableTable(table);
      admin.deleteTable(table);
      status().assertFailed("Cannot find the HBase table " + view + ": it was dropped");
      lookup(key(0)).assertFailed("Cannot find the HBase table " + view);
    }
  }
}
