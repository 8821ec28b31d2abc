package io.howdah.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.local.SharedHBase;
import io.howdah.query.http.HttpServer;
import io.howdah.query.http.ServeConfig;
import io.howdah.view.Catalog;
import io.howdah.view.StreamReport;
import io.howdah.view.VersionState;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.Table;

/** Somebody writes into the catalog by hand: what that row tells of is marked, all else is told. */
class OddCatalogRowsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String GOOD = "rows-good";
  private static final String ODD = "rows-odd";
  private static final long VERSION = 1_700_000_000_000L;
  private static final String MANIFEST = "{\"engine\":\"dl4j\",\"counts\":{\"keysWritten\":1}}";
  private static Catalog catalog;
  private static HttpServer server;

  /** A cell of the catalog. */
  private record Cell(String row, String column, String value) {}

  @BeforeContainer
  static void serve() throws Exception {
    SharedHBase.forgetViews();
    catalog = new Catalog(SharedHBase.connection());
    for (String view : Set.of(GOOD, ODD)) {
      catalog.create(
          new ViewDefinition(
              view,
              "classification",
              ViewMode.FULL,
              Optional.of(Duration.ofHours(1)),
              Optional.of(Duration.ofDays(1)),
              3),
          new byte[0][]);
      catalog.runs().begin(view, VERSION, "test", Duration.ofMinutes(5), "m:1", MANIFEST);
      catalog.runs().advance(view, VERSION, "test", VersionState.LOADED, MANIFEST);
      catalog.runs().release(view, "test");
      catalog.publication().publishLoaded(view, VERSION);
      report(view);
    }
    server =
        HttpServer.start(
            new ServeConfig(
                InetAddress.getLoopbackAddress(),
                0,
                16,
                1_000,
                64 * 1024,
                Duration.ofSeconds(20),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Set.of()),
            SharedHBase.configuration(),
            Clock.systemUTC());
  }

  @AfterContainer
  static void stop() throws Exception {
    server.close();
    catalog.drop(GOOD);
    catalog.drop(ODD);
  }

  private static void report(String view) throws IOException {
    OptionalLong none = OptionalLong.empty();
    catalog
        .streams()
        .report(
            view,
            new StreamReport(
                "g", "1", "t", "m:1", 5, 9, 9, 0, "", 0, 0, 0, 0, none, 2, none, none));
  }

  @Property(tries = 120)
  void oneOddCellTakesNothingElseAway(@ForAll("cells") Cell cell) throws Exception {
    try (Table table = SharedHBase.connection().getTable(TableName.valueOf("howdah"))) {
      Result before = table.get(new Get(cell.row().getBytes(UTF_8)));
      put(table, cell);
      try {
        check();
      } finally {
        restore(table, cell, before);
      }
    }
  }

  private static void check() throws Exception {
    JsonNode good = view(json(200, "/api/v1/views"), GOOD);
    assertThat(good.get("published").asLong()).isEqualTo(VERSION);
    assertThat(good.get("rowsWritten").asLong()).isEqualTo(1);
    for (String path : Set.of("", "/streams", "/rows", "/rows/k", "/rows/k?layers=true")) {
      HttpResponse<String> answer = get("/api/v1/views/" + ODD + path);
      // 404 of a key, or of a view that has no mode; what is wrong there is never the client's
      assertThat(answer.statusCode()).as(path + answer.body()).isIn(200, 404, 409, 500, 501);
      assertThat(answer.body()).doesNotContain("For input string", "see the server's log");
      assertThat(JSON.readTree(answer.body()).isObject()).isTrue();
    }
    assertThat(json(200, "/api/v1/views/" + GOOD).at("/versions/0/engine").asText())
        .isEqualTo("dl4j");
    assertThat(get("/metrics").body())
        .contains("howdah_hbase_up 1.0")
        .contains("howdah_view_published_seconds{view=\"" + GOOD + "\"} 1.7E9")
        .containsPattern("howdah_stream_events\\{[^}]*view=\"" + GOOD + "\"\\} 9\\.0");
    CommandResult list = howdah("view", "list");
    assertThat(list.code()).as(list.err()).isZero();
    assertThat(list.out()).containsPattern(GOOD + " +classification +full +" + VERSION);
    assertThat(howdah("view", "list", "--json").code()).isZero();
    CommandResult odd = howdah("view", "describe", ODD);
    assertThat(odd.err()).doesNotContain("For input string", "Exception");
  }

  @Example
  void whatIsWrongIsSaidWhereTheRowIsShown() throws Exception {
    Map<Cell, String> odd =
        Map.of(
            new Cell(ODD, "published", "abc"),
            "published is abc (must be epoch milliseconds, at most 8640000000000000); mend it in"
                + " the HBase shell: put 'howdah', 'rows-odd', 'c:published', 'VALUE'",
            new Cell(ODD, "published", "99999999999999999"),
            "published is 99999999999999999 (must be epoch milliseconds, at most",
            new Cell(ODD, "mode", "sideways"),
            "mode is sideways (must be full or incremental)",
            new Cell(ODD, "retain", "two"),
            "retain is two (must be 1 to 100)",
            new Cell(ODD, "valid-for", "-PT1H"),
            "valid-for is -PT1H (must be an ISO-8601 duration like PT24H)");
    for (Map.Entry<Cell, String> one : odd.entrySet()) {
      try (Table table = SharedHBase.connection().getTable(TableName.valueOf("howdah"))) {
        Result before = table.get(new Get(ODD.getBytes(UTF_8)));
        put(table, one.getKey());
        JsonNode marked = view(json(200, "/api/v1/views"), ODD);
        assertThat(marked.get("problem").asText())
            .startsWith("Invalid catalog row rows-odd: " + one.getValue());
        assertThat(json(500, "/api/v1/views/" + ODD).get("error").asText())
            .isEqualTo(marked.get("problem").asText());
        assertThat(howdah("view", "list").out()).contains(one.getValue());
        assertThat(howdah("view", "describe", ODD).err()).contains(one.getValue());
        assertThat(get("/metrics").body()).contains("howdah_catalog_unreadable_rows 1.0");
        restore(table, one.getKey(), before);
        assertThat(view(json(200, "/api/v1/views"), ODD).has("problem")).isFalse();
      }
    }
  }

  @Example
  void aRollbackThatCannotBeReadIsSaidWithItsRemedy() throws Exception {
    try (Table table = SharedHBase.connection().getTable(TableName.valueOf("howdah"))) {
      for (String value : new String[] {"x", "1  2", "99999999999999999999"}) {
        put(table, new Cell(ODD, "retracting", value));
        assertThat(howdah("view", "rollback", ODD).err())
            .contains(
                "Invalid catalog row rows-odd: retracting is "
                    + value
                    + " (must be versions with one blank between each); mend it in the HBase shell:"
                    + " put 'howdah', 'rows-odd', 'c:retracting', 'VALUE'");
      }
      put(table, new Cell(ODD, "retracting", ""));
      put(table, new Cell(ODD, "lease", "me"));
      assertThat(howdah("view", "drop", ODD, "--yes").err())
          .contains("Invalid lease of view rows-odd", "put 'howdah', 'rows-odd', 'c:lease', ''");
      put(table, new Cell(ODD, "lease", ""));
    }
  }

  @Example
  void anOddVersionOrStreamIsMarkedAmongTheOthers() throws Exception {
    try (Table table = SharedHBase.connection().getTable(TableName.valueOf("howdah"))) {
      Cell state = new Cell(ODD + "/" + VERSION, "state", "NONSENSE");
      put(table, state);
      JsonNode version = json(200, "/api/v1/views/" + ODD).at("/versions/0");
      assertThat(version.get("row").asText()).isEqualTo(state.row());
      assertThat(version.get("problem").asText()).contains("state is NONSENSE (must be one of [RU");
      assertThat(view(json(200, "/api/v1/views"), ODD).get("problem").asText())
          .contains("NONSENSE");
      assertThat(howdah("view", "describe", ODD).out())
          .contains("! Invalid catalog row rows-odd/1700000000000: state is NONSENSE");
      assertThat(get("/metrics").body()).contains("howdah_catalog_unreadable_rows 1.0");
      put(table, new Cell(state.row(), "state", "PUBLISHED"));
      put(table, new Cell(state.row(), "manifest", "no JSON"));
      assertThat(json(200, "/api/v1/views/" + ODD).at("/versions/0/problem").asText())
          .isEqualTo("Invalid manifest in the catalog: not a JSON object, so its run is not known");
      put(table, new Cell(state.row(), "manifest", MANIFEST));

      put(table, new Cell(ODD + "/stream/g/1", "at", "x"));
      assertThat(json(200, "/api/v1/views/" + ODD + "/streams").at("/streams/0/problem").asText())
          .contains("at is x (must be epoch milliseconds");
      assertThat(get("/metrics").body()).contains("howdah_catalog_unreadable_rows 1.0");
      put(table, new Cell(ODD, "mode", "sideways"));
      assertThat(get("/metrics").body())
          .as("the view and the stream below it")
          .contains("howdah_catalog_unreadable_rows 2.0");
      put(table, new Cell(ODD, "mode", "full"));
      report(ODD);
      assertThat(json(200, "/api/v1/views/" + ODD + "/streams").at("/streams/0/at").asLong())
          .isEqualTo(5);
    }
  }

  @Example
  void aManifestOfAnotherFormTakesOnlyThatFieldAway() throws Exception {
    try (Table table = SharedHBase.connection().getTable(TableName.valueOf("howdah"))) {
      put(
          table,
          new Cell(
              ODD + "/" + VERSION,
              "manifest",
              "{\"engine\":\"dl4j\",\"histogram\":{},\"gates\":{\"x\":null}}"));
      JsonNode version = json(200, "/api/v1/views/" + ODD).at("/versions/0");
      assertThat(version.get("engine").asText()).isEqualTo("dl4j");
      assertThat(version.has("histogram")).isFalse();
      assertThat(version.has("gates")).isFalse();
      assertThat(version.get("problem").asText())
          .isEqualTo(
              "Invalid manifest in the catalog: gates, histogram left out, of another form than"
                  + " openapi.json tells");
      put(table, new Cell(ODD + "/" + VERSION, "manifest", MANIFEST));
    }
  }

  @Example
  void whatANeighbourWroteIsNotObeyedByTheTerminal() throws Exception {
    String row = "x\u001b]0;owned\u0007\u202e";
    for (Cell cell : List.of(new Cell(row, "mode", "full"), new Cell(row, "format", "2\u001b["))) {
      try (Table table = SharedHBase.connection().getTable(TableName.valueOf("howdah"))) {
        put(table, cell);
        put(table, new Cell(row, "task", "t"));
        put(table, new Cell(row, "retain", "3"));
        CommandResult list = howdah("view", "list");
        assertThat(list.code()).isZero();
        assertThat(list.out())
            .contains("x\uFFFD]0;owned\uFFFD\uFFFD")
            .contains(cell.column().equals("mode") ? "Invalid view name: x" : "has format 2\uFFFD[")
            .doesNotContain("\u001b", "\u0007", "\u202e");
        table.delete(new Delete(row.getBytes(UTF_8)));
      }
    }
  }

  @Example
  void aViewOfANewerHowdahIsListedAndSaidToBe() throws Exception {
    try (Table table = SharedHBase.connection().getTable(TableName.valueOf("howdah"))) {
      put(table, new Cell(ODD, "format", "2"));
      String problem = "Cannot read view rows-odd: its catalog row has format 2";
      assertThat(view(json(200, "/api/v1/views"), ODD).get("problem").asText()).contains(problem);
      assertThat(json(501, "/api/v1/views/" + ODD).get("error").asText()).contains(problem);
      CommandResult list = howdah("view", "list");
      assertThat(list.code()).isZero();
      assertThat(list.out()).contains(GOOD).contains(problem);
      put(table, new Cell(ODD, "format", "1"));
    }
  }

  @Provide
  Arbitrary<Cell> cells() {
    Arbitrary<String> value =
        Arbitraries.oneOf(
            Arbitraries.of(
                "abc",
                "-1",
                "9223372036854775807",
                "99999999999999999999",
                "1e3",
                "NaN",
                "Infinity",
                " 1",
                "٣",
                "PT0S",
                "P999999999D",
                "PT9223372036854775807S",
                "NONSENSE",
                "sideways",
                "2",
                "{",
                "[]",
                "null",
                "8640000000000001",
                "99999999999999999",
                "{\"histogram\":{},\"gates\":{\"x\":null},\"hides\":[]}",
                "{\"counts\":{\"keysWritten\":1e99}}",
                "{\"counts\":[[[{}]]],\"millis\":7,\"gates\":\"x\"}",
                "[".repeat(5_000),
                "x".repeat(100_000),
                "a\u0000b\u001b[31m\r\nc",
                "owner x y"),
            Arbitraries.strings().ofMaxLength(10));
    Arbitrary<String> row =
        Arbitraries.of(
            ODD, ODD + "/" + VERSION, ODD + "/stream/g/1", ODD + "/x", ODD + "/stream/a/b", "a b");
    Arbitrary<String> column =
        Arbitraries.of(
            "published",
            "retracting",
            "mode",
            "task",
            "retain",
            "valid-for",
            "expire-after",
            "format",
            "state",
            "model",
            "manifest",
            "retracted",
            "at",
            "lag",
            "rate",
            "newest",
            "age",
            "group",
            "lease");
    return Combinators.combine(row, column, value).as(Cell::new);
  }

  private static void put(Table table, Cell cell) throws IOException {
    table.put(
        new Put(cell.row().getBytes(UTF_8))
            .addColumn(
                new byte[] {'c'}, cell.column().getBytes(UTF_8), cell.value().getBytes(UTF_8)));
  }

  /** Where there was no row, it goes; an empty value counts as none. */
  private static void restore(Table table, Cell cell, Result before) throws IOException {
    byte[] old = before.getValue(new byte[] {'c'}, cell.column().getBytes(UTF_8));
    put(table, new Cell(cell.row(), cell.column(), old == null ? "" : new String(old, UTF_8)));
    if (before.isEmpty()) {
      table.delete(new Delete(cell.row().getBytes(UTF_8)));
    }
  }

  private static JsonNode view(JsonNode views, String name) {
    for (JsonNode view : views.get("views")) {
      if (view.get("view").asText().equals(name)) {
        return view;
      }
    }
    throw new AssertionError("no view " + name + " in " + views);
  }

  private static JsonNode json(int status, String path) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return JSON.readTree(response.body());
  }

  private static CommandResult howdah(String... arguments) throws Exception {
    return CommandResult.of(SharedHBase.configuration(), arguments);
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(server.address().resolve(path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
