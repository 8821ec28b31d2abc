package io.howdah.query.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.local.SharedHBase;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** The page in a real browser, in front of the real server and a real HBase. */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PageIT {
  private static final int WIDE = 1280;
  private static final int NARROW = 360;
  private static final int HIGH = 900;
  private static final int PICTURE_BYTES = 200 * 1024;
  private static final String REFRESHES =
      "performance.getEntriesByType('resource').filter((e) => e.name.endsWith('/status')).length";
  private static final Path PICTURES =
      Path.of(System.getProperty("howdah.build.directory"), "screenshots");

  @TempDir static Path folder;
  private static ServedDigits served;
  private static HttpServer server;
  private static Browser browser;

  @BeforeAll
  static void startBoth() throws Exception {
    SharedHBase.forgetViews();
    browser = Browser.start(folder.resolve("profile"));
    served = new ServedDigits(folder);
    server = serve(0, Optional.empty());
  }

  @AfterAll
  static void stopBoth() throws Exception {
    if (browser != null) {
      browser.close();
    }
    if (server != null) {
      server.close();
    }
    if (served != null) {
      served.close();
    }
  }

  private static HttpServer serve(int port, Optional<String> token) throws Exception {
    return ServedView.serve(
        ServedView.config(port, 16, Duration.ofSeconds(20), Optional.empty(), token));
  }

  /** Script errors, files that are missing, violations of the content security policy. */
  @AfterEach
  void theConsoleTellsNothing() {
    assertThat(browser.console())
        .filteredOn(
            message ->
                // the browser's own remark on a key that is not found or a server that is away
                !(message.contains("/api/v1/") && message.contains("Failed to load resource")))
        .isEmpty();
  }

  private static void open(String view, int width) throws Exception {
    served.streamsTell();
    browser.open(server.address().resolve("/#/views/" + view), width, HIGH);
    browser.await("#view-title", view);
    browser.awaitThat("return document.querySelector('#runs tbody tr') !== null");
  }

  private static void lookUp(String key, String expected) {
    browser.find("#key").clear();
    browser.find("#key").sendKeys(key, Keys.ENTER);
    browser.await("#verdict", expected);
  }

  private static JsonNode manifest(long version) throws Exception {
    return new ObjectMapper()
        .readTree(served.catalog.version(ServedDigits.VIEW, version).orElseThrow().manifest());
  }

  @Test
  void theViewsAreListedWithVersionAgeRowsAndModel() throws Exception {
    browser.open(server.address(), WIDE, HIGH);
    browser.await("#views tbody tr:first-child", "2,000");
    assertThat(browser.texts("#views tbody th")).contains(ServedDigits.VIEW, ServedDigits.OTHER);
    assertThat(browser.find("#views tbody tr:first-child").getText())
        .contains("3 h", "of 1 d", ServedDigits.MODEL)
        .doesNotContain("stale");
    assertThat(browser.find("#views tr:first-child time").getDomAttribute("datetime"))
        .isEqualTo(Instant.ofEpochMilli(served.published).toString());
    assertThat(browser.find("#views meter").getDomAttribute("aria-label")).contains("of 1 d");
    assertThat(browser.find("#views tbody tr:nth-child(2)").getText()).contains("of 1 h", "stale");
    assertThat(browser.find("#view-title").getText())
        .as("the first view, unless the address names one")
        .isEqualTo(ServedDigits.VIEW);
  }

  @Test
  void aLookupByKeyboardAloneShowsBothLayersAndTheWinner() throws Exception {
    open(ServedDigits.VIEW, WIDE);
    browser.tabTo("#skip");
    browser.type(Keys.ENTER);
    browser.tabTo("#key");
    browser.type("digit-0000", Keys.ENTER);
    browser.await("#verdict", "The speed view answers: its event is 30 min newer");
    assertThat(browser.find("#verdict .answer").getText()).contains("digit-0000", "7");
    assertThat(browser.find("#verdict").getDomAttribute("role")).isEqualTo("status");
    assertThat(browser.texts("#layers thead th"))
        .satisfiesExactly(
            batch -> assertThat(batch).contains("Batch view", "passed over"),
            speed -> assertThat(speed).contains("Speed view", "answers"));
    assertThat(browser.texts("#layers tbody tr"))
        .anySatisfy(label -> assertThat(label).isEqualTo("label 8 7"));
    assertThat((String) browser.run("return location.hash")).isEqualTo("#/views/digits");
  }

  @Test
  void theBatchViewAnswersWhereNoEventCame() throws Exception {
    open(ServedDigits.VIEW, WIDE);
    lookUp("digit-0001", "The batch view answers: no event");
    assertThat(browser.texts("#layers .winner")).first().asString().contains("Batch view");
  }

  @Test
  void aDeletedKeyAndAnUnknownOneSaySo() throws Exception {
    open(ServedDigits.VIEW, WIDE);
    lookUp("digit-0003", "An event deleted this key at");
    assertThat(browser.find("#verdict .answer").getText()).contains("deleted");
    lookUp("nobody", "Neither layer has this key");
    assertThat(browser.texts("#layers table")).isEmpty();
    lookUp("..", "Neither layer has this key");
  }

  @Test
  void runsShowTheirCountsAndGates() throws Exception {
    open(ServedDigits.VIEW, WIDE);
    List<String> runs = browser.texts("#runs tbody tr");
    assertThat(runs).hasSize(3);
    assertThat(runs.get(0))
        .contains("PUBLISHED", "served now", "predictions\n2,000", "rows written\n2,000", "STAGED")
        .contains("passed\nmin-rows 2000 rows written (at least 1)");
    assertThat(runs.get(1))
        .contains("REJECTED", "UNPARSABLE_NUMBER\n60", "rejects\n60")
        .contains("refused\nmax-reject-ratio 60 of 2000 records")
        .contains(manifest(served.refused).path("failure").asText());
    assertThat(runs.get(2))
        .contains("PUBLISHED", "rows written\n1,200")
        .doesNotContain("served now");
  }

  @Test
  void theHistogramsTablesHoldTheCountsOfTheManifests() throws Exception {
    open(ServedDigits.VIEW, WIDE);
    JsonNode now = manifest(served.published).path("histogram");
    JsonNode before = manifest(served.before).path("histogram");
    List<String> buckets = new ArrayList<>();
    for (int i = 0; i < now.path("counts").size(); i++) {
      buckets.add(now.path("counts").get(i).asText() + " " + before.path("counts").get(i).asText());
    }
    assertThat(counts("#score-table tbody tr")).hasSize(20).isEqualTo(buckets);
    List<String> labels = new ArrayList<>();
    now.path("labels")
        .fields()
        .forEachRemaining(
            label ->
                labels.add(
                    label.getValue().asText()
                        + " "
                        + before.path("labels").path(label.getKey()).asInt(0)));
    assertThat(counts("#label-table tbody tr"))
        .hasSize(10)
        .containsExactlyInAnyOrderElementsOf(labels);
    assertThat(browser.find("#score-chart").getDomAttribute("aria-label"))
        .contains("published: 2,000 rows", "the one before: 1,200 rows");
    browser.awaitThat(
        "return ['score-chart', 'label-chart'].every((id) => Chart.getChart(id).width > 100)");
  }

  /** Of each row its numbers, without the shares beside them. */
  @SuppressWarnings("unchecked")
  private static List<String> counts(String rows) {
    return (List<String>)
        browser.run(
            """
            return [...document.querySelectorAll(arguments[0])].map((row) =>
              [...row.querySelectorAll('.number')]
                .map((cell) => cell.firstChild.data.replace(',', '')).join(' '));\
            """,
            rows);
  }

  @Test
  void aStreamThatToldNothingForAWhileIsMarked() throws Exception {
    open(ServedDigits.VIEW, WIDE);
    assertThat(browser.texts("#streams tbody tr"))
        .satisfiesExactly(
            live -> assertThat(live).contains("worker-1", "12", "412.5/s", "18,322"),
            silent -> assertThat(silent).contains("worker-2", "unknown", "silent"));
    assertThat(browser.find("#streams tbody tr").getText()).doesNotContain("silent");
  }

  @Test
  void hostileTextIsShownAsText() throws Exception {
    open(ServedDigits.VIEW, WIDE);
    lookUp(ServedDigits.HOSTILE, "The speed view answers");
    assertThat(browser.find("#verdict .answer strong").getText()).isEqualTo(ServedDigits.HOSTILE);
    open(ServedDigits.OTHER, WIDE);
    assertThat(browser.find("#runs .failure").getText()).isEqualTo(ServedDigits.HOSTILE);
    assertThat(browser.find("#runs .cause").getText()).isEqualTo(ServedDigits.HOSTILE);
    browser.find("#label-part summary").click();
    assertThat(browser.find("#label-table tbody th").getText()).isEqualTo(ServedDigits.HOSTILE);
    assertThat(browser.texts("main img")).isEmpty();
    assertThat((String) browser.run("return document.title")).isEqualTo("prices · Howdah");
  }

  @ParameterizedTest
  @ValueSource(ints = {WIDE, NARROW})
  void whatARunTellsHasItsOwnPlace(int width) throws Exception {
    open(ServedDigits.OTHER, width);
    assertThat(browser.texts("#runs .counts dd"))
        .containsSubsequence("14", "latest: the last record of the input was kept", "6");
    assertThat(browser.texts("#runs .gates .mark"))
        .containsExactly("passed", "overridden", "not judged");
    assertThat(browser.texts("#runs .gates .bad")).isEmpty();
    assertThat(
            (Boolean)
                browser.run(
                    """
                    const cell = document.querySelector('#runs .counts');
                    const right = (part) => part.getBoundingClientRect().right;
                    const left = (part) => part.getBoundingClientRect().left;
                    return [...cell.querySelectorAll('dd')].every((dd) => right(dd) <= right(cell))
                      && [...cell.querySelectorAll('dt')].every((dt) => dt.clientWidth > 50)
                      && [...document.querySelectorAll('#runs .gates li')].every((gate) =>
                        right(gate.firstChild) + 4 <= left(gate.lastChild));\
                    """))
        .isTrue();
  }

  @Test
  void theRowsOfAnIncrementalViewAreToldToBeTheLastRuns() throws Exception {
    open(ServedDigits.VIEW, WIDE);
    assertThat(browser.texts("#views thead th")).contains("Rows written");
    assertThat(browser.find("#views tbody tr:nth-child(1)").getText())
        .contains("2,000")
        .doesNotContain("last run");
    assertThat(browser.find("#views tbody tr:nth-child(2)").getText())
        .contains("6", "by the last run alone");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "share(0, 7)|0%",
        "share(1, 10000)|<0.1%",
        "share(1, 8)|12.5%",
        "share(9999, 10000)|>99.9%",
        "share(7, 7)|100%",
        "share(0, 0)|0%",
        "counted(1, 'row')|1 row",
        "counted(2000, 'row')|2,000 rows",
        "age(90000)|1 min 30 s",
        "age(-90000)|−1 min 30 s",
        "ago(-90000)|in 1 min 30 s",
        "ago(500)|0 s ago",
        "duration(59990)|1 min",
        "edges({from: 0, to: 1, counts: Array(20)}, 17).join(' ')|0.85 0.9",
        "edges({from: 1000000, to: 1000020, counts: Array(20)}, 3).join(' ')|1,000,003 1,000,004",
        "edges({from: -3, to: 9, counts: Array(4)}, 0).join(' ')|-3 0",
        "edges({from: 0, to: 2e-12, counts: Array(2)}, 1).join(' ')|1.0e-12 2.0e-12",
        "moment(8640000000000001)|8640000000000001 ms since 1970",
        "time(1e17).outerHTML|<span>100000000000000000 ms since 1970</span>",
        "edges({from: 0, to: 1e-30, counts: Array(1)}, 0).join(' ')|0 1.0e-30",
        "edges({from: 290, to: 290, counts: Array(1)}, 0).join(' ')|290 290"
      })
  void figuresAreTold(String words, String expected) throws Exception {
    open(ServedDigits.VIEW, WIDE);
    browser.run(
        "import('/page/words.js').then((words) => { window.said = words."
            + words
            + "; }, (failure) => { window.said = String(failure); })");
    browser.awaitThat("return window.said !== undefined");
    assertThat((String) browser.run("return window.said")).isEqualTo(expected);
  }

  @Test
  void whatTheUserDoesOutlivesARefresh() throws Exception {
    open(ServedDigits.VIEW, WIDE);
    browser.find("#score-summary").click();
    browser.find("#key").sendKeys("digit-00");
    browser.run("document.getElementById('key').setSelectionRange(2, 5)");
    browser.run("window.row = document.querySelector('#runs tbody tr')");
    long refreshes = (Long) browser.run("return " + REFRESHES);
    browser.awaitThat("return " + REFRESHES + " > arguments[0] + 1", refreshes);
    assertThat(
            browser.run(
                """
                const key = document.getElementById('key');
                return [key.value, key.selectionStart, key.selectionEnd,
                  document.activeElement.id, window.row.isConnected,
                  document.getElementById('score-summary').parentElement.open].join(' ');\
                """))
        .isEqualTo("digit-00 2 5 key true true");
  }

  @Test
  void theBackButtonReturnsToTheViewBefore() throws Exception {
    open(ServedDigits.VIEW, WIDE);
    browser.find("#views tbody tr:nth-child(2) a").click();
    browser.await("#view-title", ServedDigits.OTHER);
    browser.awaitThat("return document.activeElement.id === 'view-title'");
    browser.await("#score-title", "Values");
    browser.back();
    browser.await("#view-title", ServedDigits.VIEW);
    browser.await("#score-title", "Scores");
  }

  @Test
  void aTimeThatIsNoDateTakesNothingElseAway() throws Exception {
    try (Table prices = SharedHBase.connection().getTable(TableName.valueOf(ServedDigits.OTHER))) {
      prices.put(
          new Put("late".getBytes(UTF_8), 9_000_000_000_000_000L)
              .addColumn("s".getBytes(UTF_8), "value".getBytes(UTF_8), "7".getBytes(UTF_8)));
    }
    open(ServedDigits.OTHER, WIDE);
    lookUp("late", "The speed view answers");
    assertThat(browser.find("#layers").getText()).contains("9000000000000000 ms since 1970");
  }

  @Test
  void aViewWhoseVersionIsNoDateIsMarkedAmongTheOthers() throws Exception {
    String published = Long.toString(served.published);
    try (Table catalog = SharedHBase.connection().getTable(TableName.valueOf("howdah"))) {
      Put put = new Put(ServedDigits.OTHER.getBytes(UTF_8));
      catalog.put(column(put, "published", "99999999999999999"));
      open(ServedDigits.VIEW, WIDE);
      browser.await("#views tbody tr:nth-child(2)", "published is 99999999999999999 (must be");
      browser.await("#connection", "Connected");
      assertThat(browser.find("#views tbody tr:first-child").getText()).contains("2,000");
      put = new Put(ServedDigits.OTHER.getBytes(UTF_8));
      catalog.put(column(put, "published", published));
    }
  }

  private static Put column(Put put, String column, String value) {
    return put.addColumn("c".getBytes(UTF_8), column.getBytes(UTF_8), value.getBytes(UTF_8));
  }

  @Test
  void aMistakeOfThePageIsNotToldAsAServerThatIsAway() throws Exception {
    open(ServedDigits.VIEW, WIDE);
    browser.run("document.getElementById('facts').remove()");
    browser.await("#connection", "a mistake of this page, see the browser’s console, trying again");
    long refreshes = (Long) browser.run("return " + REFRESHES);
    browser.awaitThat("return " + REFRESHES + " > arguments[0]", refreshes);
    open(ServedDigits.VIEW, WIDE);
    browser.await("#connection", "Connected");
    assertThat(browser.console()).anySatisfy(line -> assertThat(line).contains("TypeError"));
  }

  @Test
  void aViewThatIsNotThereSaysSo() {
    browser.open(server.address().resolve("/#/views/no%2Fsuch"), WIDE, HIGH);
    browser.await("#view-error", "Cannot find view no/such");
  }

  @Test
  void aServerThatIsAwayIsToldAndComesBack() throws Exception {
    HttpServer first = serve(0, Optional.empty());
    URI address = first.address();
    try {
      browser.open(address, WIDE, HIGH);
      browser.await("#connection", "Connected");
    } finally {
      first.close();
    }
    browser.await("#connection", "Cannot reach the server, trying again");
    try (HttpServer again = serve(address.getPort(), Optional.empty())) {
      browser.await("#connection", "Connected");
      browser.open(server.address(), WIDE, HIGH); // nobody asks a server that is closing
      assertThat(again.address()).isEqualTo(address);
    }
  }

  @Test
  void aTokenIsAskedForAndStaysInTheTab() throws Exception {
    try (HttpServer guarded = serve(0, Optional.of("secret"))) {
      browser.open(guarded.address(), WIDE, HIGH);
      browser.await("#sign-in", "This server asks for a token");
      assertThat(browser.accessibilityViolations()).isEmpty();
      browser.tabTo("#token");
      browser.type("wrong", Keys.ENTER);
      browser.await("#token-error", "The server does not take this token");
      browser.type("secret", Keys.ENTER);
      browser.await("#views", ServedDigits.VIEW);
      assertThat(browser.run("return [sessionStorage.length, localStorage.length].join(' ')"))
          .isEqualTo("1 0");
      browser.find("#forget").click();
      browser.await("#sign-in", "This server asks for a token");
      assertThat(browser.run("return sessionStorage.length")).isEqualTo(0L);
      browser.open(server.address(), WIDE, HIGH);
    }
  }

  @ParameterizedTest
  @CsvSource({"1280, false", "1280, true", "360, false", "360, true"})
  void axeFindsNothingAgainstThePage(int width, boolean dark) throws Exception {
    browser.preferDark(dark);
    for (String view : List.of(ServedDigits.VIEW, ServedDigits.OTHER)) {
      open(view, width);
      browser.find("#key").sendKeys("digit-0000", Keys.ENTER);
      browser.await("#verdict .answer", "digit-0000");
      browser.run("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
      assertThat(browser.accessibilityViolations()).as("%s", view).isEmpty();
    }
    browser.preferDark(false);
  }

  @Test
  void nothingIsWiderThanAPhone() throws Exception {
    for (String view : List.of(ServedDigits.VIEW, ServedDigits.OTHER)) {
      open(view, NARROW);
      lookUp(ServedDigits.HOSTILE.repeat(5), "Neither layer");
      browser.run("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
      assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
          .isLessThanOrEqualTo(NARROW);
    }
  }

  @Test
  void everythingComesFromTheServerItself() throws Exception {
    open(ServedDigits.VIEW, WIDE);
    assertThat(
            (Boolean)
                browser.run(
                    """
                    return performance.getEntriesByType('resource')
                      .every((entry) => entry.name.startsWith(location.origin + '/'));\
                    """))
        .isTrue();
  }

  /** Copied to src/site/resources/images when the page has changed, see CONTRIBUTING.md. */
  @ParameterizedTest
  @CsvSource({"page-wide.png, 1280, 1760", "page-phone.png, 390, 1760"})
  void thePicturesOfTheDocumentsAreSmall(String name, int width, int height) throws Exception {
    open(ServedDigits.VIEW, width);
    lookUp("digit-0000", "The speed view answers");
    browser.run("document.activeElement.blur(); scrollTo(0, 0)");
    browser.run("document.documentElement.style.scrollbarGutter = 'auto'");
    browser.picture(width, height, PICTURES.resolve(name));
    assertThat(Files.size(PICTURES.resolve(name))).isBetween(10_000L, (long) PICTURE_BYTES);
  }
}
