package io.howdah.query.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.view.StreamReport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real server in front of a real HBase. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpServerIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] NOTHING = {};
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static ServedView served;
  private static HttpServer server;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @BeforeAll
  static void serve() throws Exception {
    served = new ServedView().filled();
    server = ServedView.serve(ServedView.config());
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    served.close();
  }

  private static HttpResponse<String> get(HttpServer from, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(from.address().resolve(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode json(int status, String path) throws Exception {
    HttpResponse<String> response = get(server, path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
    return JSON.readTree(response.body());
  }

  private static JsonNode post(int status, String path, String body) throws Exception {
    HttpResponse<String> response =
        CLIENT.send(
            HttpRequest.newBuilder(server.address().resolve(path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return JSON.readTree(response.body());
  }

  private static String rows() {
    return "/api/v1/views/" + served.view + "/rows";
  }

  private static String lookup() {
    return "/api/v1/views/" + served.view + "/lookup";
  }

  @Test
  void aKeyIsAnsweredFromTheLayerThatWins() throws Exception {
    JsonNode batch = json(200, rows() + "/k10");
    assertThat(batch.get("source").asText()).isEqualTo("batch");
    assertThat(batch.get("version").asLong()).isEqualTo(served.version);
    assertThat(batch.get("model").asText()).isEqualTo("m:1");
    assertThat(batch.get("stale").asBoolean()).isFalse();
    assertThat(batch.at("/fields/label").asText()).isEqualTo("first");
    JsonNode speed = json(200, rows() + "/k12?layers=true");
    assertThat(speed.get("source").asText()).isEqualTo("speed");
    assertThat(speed.at("/layers/batch/fields/label").asText()).isEqualTo("first");
    assertThat(speed.at("/layers/speed/fields/label").asText()).isEqualTo("event");
    assertThat(speed.at("/layers/speed/timestamp").asLong()).isEqualTo(served.version + 1);
  }

  @Test
  void aKeyWithoutAPredictionIs404AndSaysSo() throws Exception {
    JsonNode nobody = json(404, rows() + "/nobody");
    assertThat(nobody.get("found").asBoolean()).isFalse();
    assertThat(nobody.has("error")).isFalse();
  }

  @Test
  void aKeyMayHoldAnyText() throws Exception {
    served.put("a/b ü+%?#", "b", served.version, "odd");
    assertThat(json(200, rows() + "/a%2Fb%20%C3%BC+%25%3F%23").at("/fields/label").asText())
        .isEqualTo("odd");
    JsonNode many = post(200, lookup(), "{\"keys\":[\"a/b \\u00fc+%?#\"]}");
    assertThat(many.at("/answers/0/found").asBoolean()).isTrue();
    JsonNode scan = json(200, rows() + "?prefix=a%2Fb+%C3%BC");
    assertThat(scan.at("/answers/0/key").asText()).isEqualTo("a/b ü+%?#");
  }

  @Test
  void manyKeysAreAnsweredInTheirOrder() throws Exception {
    JsonNode answers =
        post(200, lookup(), "{\"keys\":[\"k30\",\"nobody\",\"k12\"]}").get("answers");
    assertThat(answers)
        .extracting(a -> a.get("key").asText())
        .containsExactly("k30", "nobody", "k12");
    assertThat(answers)
        .extracting(a -> a.get("found").asBoolean())
        .containsExactly(true, false, true);
    assertThat(post(200, lookup(), "{\"keys\":[]}").get("answers")).isEmpty();
  }

  @Test
  void aScanIsReadPageByPage() throws Exception {
    List<String> keys = new ArrayList<>();
    JsonNode page = json(200, rows() + "?prefix=k&limit=7");
    while (page.has("next")) {
      page.get("answers").forEach(answer -> keys.add(answer.get("key").asText()));
      page = json(200, rows() + "?prefix=k&limit=7&after=" + page.get("next").asText());
    }
    page.get("answers").forEach(answer -> keys.add(answer.get("key").asText()));
    assertThat(keys).hasSize(40).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void viewsAndRunsAreToldWithoutThePathsOfTheCluster() throws Exception {
    JsonNode views = json(200, "/api/v1/views").get("views");
    assertThat(views).anyMatch(view -> view.get("view").asText().equals(served.view));
    HttpResponse<String> response = get(server, "/api/v1/views/" + served.view);
    assertThat(response.body()).doesNotContain("secret").doesNotContain("files");
    JsonNode view = JSON.readTree(response.body());
    assertThat(view.get("published").asLong()).isEqualTo(served.version);
    assertThat(view.get("rowsWritten").asLong()).isEqualTo(40);
    assertThat(view.get("validForMillis").asLong()).isEqualTo(3_600_000);
    JsonNode run = view.at("/versions/0");
    assertThat(run.get("current").asBoolean()).isTrue();
    assertThat(run.get("state").asText()).isEqualTo("PUBLISHED");
    assertThat(run.at("/counts/rejects").asLong()).isEqualTo(1);
    assertThat(run.at("/gates/min-rows/passed").asBoolean()).isTrue();
    assertThat(run.at("/histogram/counts/1").asLong()).isEqualTo(40);
  }

  @Test
  void streamsAreToldByTheApiAndTheMetrics() throws Exception {
    served
        .catalog
        .streams()
        .report(
            served.view,
            new StreamReport(
                "g",
                "m-1",
                "t",
                "m:1",
                5_000,
                10,
                5,
                5,
                "US Gross",
                1,
                3,
                2,
                1,
                OptionalLong.of(3),
                2.5,
                OptionalLong.empty(),
                OptionalLong.empty()));
    JsonNode stream = json(200, "/api/v1/views/" + served.view + "/streams").at("/streams/0");
    assertThat(stream.get("member").asText()).isEqualTo("m-1");
    assertThat(stream.get("lag").asLong()).isEqualTo(3);
    assertThat(stream.get("filled").asLong()).isEqualTo(5);
    assertThat(stream.get("filledFeature").asText()).isEqualTo("US Gross");
    assertThat(stream.has("newest")).isFalse();
    assertThat(stream.get("outdated").asLong()).isEqualTo(3);
    assertThat(stream.get("inSeconds").asLong()).isEqualTo(2);
    json(200, rows() + "/k10");
    String metrics = get(server, "/metrics").body();
    assertThat(metrics)
        .contains("howdah_hbase_up 1.0")
        .containsPattern("howdah_stream_lag\\{[^}]*member=\"m-1\"[^}]*\\} 3\\.0")
        .containsPattern("howdah_stream_outdated\\{[^}]*member=\"m-1\"[^}]*\\} 3\\.0")
        .containsPattern("howdah_view_age_seconds\\{view=\"" + served.view + "\"\\} \\d+")
        .containsPattern(
            "howdah_http_requests_seconds_count\\{route=\"/api/v1/views/\\{view\\}/rows/\\{key\\}\","
                + "status=\"200\"\\} [1-9]");
  }

  @Test
  void everyPathOfTheDescriptionIsThere() throws Exception {
    JsonNode paths = JSON.readTree(get(server, "/openapi.json").body()).get("paths");
    assertThat(paths).hasSize(11);
    for (Iterator<String> names = paths.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      String path = name.replace("{view}", served.view).replace("{key}", "k10");
      if (paths.get(name).has("post")) {
        post(200, path, "{\"keys\":[\"k10\"]}");
        assertThat(get(server, path).statusCode()).as(name).isEqualTo(405);
      } else {
        assertThat(get(server, path).statusCode()).as(name).isEqualTo(200);
      }
    }
  }

  @Test
  void itSaysWhatIsNotThere() throws Exception {
    assertThat(json(404, "/api/v1/views/nowhere/rows/k").get("error").asText())
        .isEqualTo("Cannot find view nowhere");
    json(404, "/api/v1/views/nowhere");
    json(404, "/api/v1/views/nowhere/streams");
    json(404, "/api/v2");
    json(404, "/secret");
    try (ServedView empty = new ServedView()) {
      assertThat(json(409, "/api/v1/views/" + empty.view + "/rows/k").get("error").asText())
          .contains("no version is published");
    }
  }

  @Test
  void aViewThatIsMadeAnewIsSeen() throws Exception {
    String path;
    try (ServedView first = new ServedView().filled()) {
      path = "/api/v1/views/" + first.view + "/rows/k10";
      json(200, path);
    }
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    while (!get(server, path).body().contains("Cannot find view")) {
      assertThat(System.nanoTime()).as("seconds after it was dropped").isLessThan(limit);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/%",
        "/%4",
        "/%zz",
        "/%FF",
        "/%C3",
        "/%C0%80",
        "/%ED%A0%80",
        "/%F5%80%80%80",
        "/a;%zz",
        "/a?layers=2",
        "/a?layers=TRUE",
        "/a?layers",
        "/a?layers=",
        "/a?=x",
        "/a?layers=true&layers=true",
        "/a?layers=true&%6Cayers=true",
        "/a?Layers=true",
        "/a?layers;x=true",
        "/a?layers%20=true",
        "/a?limit=1",
        "/a?%FF=1",
        "?prefix=%C3",
        "?Limit=1",
        "?limit=1&next=a",
        "?limit=+1",
        "?limit=1;2",
        "?limit=\u0661"
      })
  void aMalformedKeyOrParameterIsABadRequest(String target) throws Exception {
    RawHttp.Response response = RawHttp.once(server.address(), "GET", rows() + target, NOTHING);
    assertThat(response.status()).as(response.body()).isEqualTo(400);
    assertThat(JSON.readTree(response.body()).get("error").asText()).startsWith("Invalid ");
  }

  @Test
  void aParameterThatIsNotKnownIsNamedBesideThoseThatAre() throws Exception {
    assertThat(json(400, rows() + "?Limit=1").get("error").asText())
        .isEqualTo(
            "Invalid parameter: Limit (must be one of prefix, after, limit); the nearest is limit");
    assertThat(json(400, rows() + "/k10?layer=true").get("error").asText())
        .isEqualTo("Invalid parameter: layer (must be layers)");
    assertThat(json(400, rows() + "?=x").get("error").asText())
        .isEqualTo("Invalid parameter without a name (must be one of prefix, after, limit)");
    assertThat(json(400, "/api/v1/views?limit=1").get("error").asText())
        .isEqualTo("Invalid parameter: limit (this path takes none)");
    assertThat(post(400, lookup() + "?limit=1", "{\"keys\":[]}").get("error").asText())
        .isEqualTo("Invalid parameter: limit (this path takes none)");
  }

  @Test
  void theDescriptionTellsEveryParameterThatIsTaken() throws Exception {
    JsonNode paths = JSON.readTree(get(server, "/openapi.json").body()).get("paths");
    for (Iterator<String> names = paths.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      String path = name.replace("{view}", served.view).replace("{key}", "k10");
      List<String> told = new ArrayList<>();
      for (JsonNode method : paths.get(name)) {
        assertThat(method.get("responses").has("400")).as(name).isTrue();
        for (JsonNode parameter : method.path("parameters")) {
          if (parameter.get("in").asText().equals("query")) {
            told.add(parameter.get("name").asText());
          }
        }
      }
      if (paths.get(name).has("get")) {
        assertThat(json(400, path + "?no-such-one=1").get("error").asText())
            .as(name)
            .contains(
                told.isEmpty()
                    ? "takes none"
                    : (told.size() == 1 ? "(must be " : "(must be one of ")
                        + String.join(", ", told)
                        + ")");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/views/VIEW;x",
        "/api/v1/views/VIEW;x/rows/k10",
        "/api/v1;x/views/VIEW/rows/k10",
        "/api/v1/views/VIEW/rows;x/k10",
        "/api/v1/views/VIEW/rows/k10/",
        "/api/v1/views/VIEW/rows/k10;",
        "/api/v1/views/VIEW/rows//k10",
        "/api/v1/views//VIEW/rows/k10",
        "//api/v1/views/VIEW/rows/k10",
        "/api/v1/views/VIEW/./rows/k10",
        "/api/v1/views/VIEW/x/../rows/k10",
        "/api/v1/views/VIEW/rows/k10%2F",
        "/api/v1/views/VIEW/rows/%256B10",
        "/api/v1/views/VIEW/streams/",
        "/api/v1/views/VIEW/streams;x",
        "/api/v1/views;x",
        "/API/v1/views",
        "/health/live/",
        "/health/live;x",
        "/metrics;x",
        "/openapi.json;x",
        "/page/page.css;x",
        "/page/page.css/",
        "/page/index.html%00",
        "/;x"
      })
  void aPathIsTakenToItsLastCharacter(String path) throws Exception {
    RawHttp.Response response =
        RawHttp.once(server.address(), "GET", path.replace("VIEW", served.view), NOTHING);
    assertThat(response.status()).as(response.body()).isEqualTo(404);
  }

  @Test
  void aPathThatEndsTooEarlyIsABadRequest() throws Exception {
    assertThat(json(400, rows() + "/").get("error").asText()).isEqualTo("Invalid key: it is empty");
    assertThat(json(400, "/api/v1/views/").get("error").asText())
        .isEqualTo("Invalid view: it is empty");
  }

  @Test
  void aProxysRequestIsAnsweredByTheSameKey() throws Exception {
    served.put("p;q", "b", served.version, "of p;q");
    String target = server.address() + rows() + "/p;q";
    RawHttp.Response response = RawHttp.once(server.address(), "GET", target, NOTHING);
    assertThat(JSON.readTree(response.body()).at("/fields/label").asText()).isEqualTo("of p;q");
  }

  @Test
  void aBodyThatIsNotUtf8IsABadRequest() throws Exception {
    byte[] latin =
        "{\"keys\":[\"caf\u00e9\"]}".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    byte[] utf16 = "{\"keys\":[\"k10\"]}".getBytes(java.nio.charset.StandardCharsets.UTF_16BE);
    for (byte[] body : List.of(latin, utf16)) {
      RawHttp.Response response = RawHttp.once(server.address(), "POST", lookup(), body);
      assertThat(response.status()).as(response.body()).isEqualTo(400);
      assertThat(response.body()).contains("Invalid body");
    }
  }

  @Test
  void aMethodThatIsNotTakenIsToldWhichAre() throws Exception {
    RawHttp.Response response = RawHttp.once(server.address(), "DELETE", rows() + "/k10", NOTHING);
    assertThat(response.status()).isEqualTo(405);
    assertThat(response.head()).contains("Allow: GET, HEAD");
    for (String path : List.of("/", "/page/page.js", "/metrics", "/health/live", rows() + "/k10")) {
      for (String method : List.of("PUT", "OPTIONS", "POST", "PATCH", "DELETE", "TRACE")) {
        RawHttp.Response refused = RawHttp.once(server.address(), method, path, NOTHING);
        assertThat(refused.status()).as(method + " " + path).isEqualTo(405);
        assertThat(refused.head()).as(method + " " + path).contains("Allow: GET, HEAD");
      }
    }
    for (String method : List.of("GET", "PUT", "OPTIONS")) {
      assertThat(RawHttp.once(server.address(), method, lookup(), NOTHING).head())
          .contains(" 405 ", "Allow: POST");
    }
  }

  @Test
  void whatIsRefusedIsCountedToo() throws Exception {
    json(404, "/nowhere/at/all");
    json(400, rows() + "?Limit=1");
    assertThat(get(server, "/metrics").body())
        .containsPattern(
            "howdah_http_requests_seconds_count\\{route=\"none\",status=\"404\"} [1-9]")
        .containsPattern(
            "howdah_http_requests_seconds_count\\{route=\"/api/v1/views/\\{view}/rows\","
                + "status=\"400\"} [1-9]");
  }

  @Test
  void aKeyThatNoRowCanHaveIsABadRequest() throws Exception {
    json(400, rows() + "/" + "k".repeat(32_768));
    json(404, rows() + "/" + "k".repeat(32_767));
    json(400, rows() + "?limit=0");
    json(400, rows() + "?limit=1001");
    json(400, rows() + "?limit=x");
    post(400, lookup(), "{\"keys\":[\"\"]}");
    post(400, lookup(), "{\"keys\":[\"\\ud800\"]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{}",
        "{\"keys\":1}",
        "{\"keys\":[1]}",
        "{\"keys\":[\"a\"]} x",
        "{\"keys\":[\"a\"],\"more\":1}",
        "{\"keys\":[\"a\"],\"keys\":[\"b\"]}",
        "{\"Keys\":[\"a\"]}",
        "{\"limit\":1,\"keys\":[\"a\"]}",
        "{\"keys\":[null]}",
        "{\"keys\":[true]}",
        "{\"keys\":\"a\"}",
        "{keys:[\"a\"]}",
        "{'keys':['a']}",
        "\ufeff{\"keys\":[\"a\"]}",
        "{\"keys\":[\"a\"]}{\"keys\":[]}"
      })
  void aMalformedBodyIsABadRequest(String body) throws Exception {
    assertThat(post(400, lookup(), body).get("error").asText()).startsWith("Invalid body");
  }

  @Test
  void aDeepOrLargeBodyDoesNoHarm() throws Exception {
    post(400, lookup(), "[".repeat(50_000));
    post(400, lookup(), "{\"keys\":" + "[".repeat(50_000));
    post(413, lookup(), "{\"keys\":[\"" + "x".repeat(70_000) + "\"]}");
    try (RawHttp chunked = new RawHttp(server.address())) {
      chunked.send(
          "POST "
              + lookup()
              + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "11170\r\n"
              + "x".repeat(70_000)
              + "\r\n0\r\n\r\n");
      assertThat(chunked.response().status()).isEqualTo(413);
    }
    String tooMany = "\"a\",".repeat(1_000) + "\"a\"";
    assertThat(post(400, lookup(), "{\"keys\":[" + tooMany + "]}").get("error").asText())
        .isEqualTo("Invalid keys: more than 1000");
  }

  @Test
  void moreRequestsThanTheLimitAreRefusedAndHealthIsNot() throws Exception {
    ServeConfig full = ServedView.config(0, 0, LIMIT, Optional.empty(), Optional.empty());
    try (HttpServer small = ServedView.serve(full)) {
      HttpResponse<String> refused = get(small, rows() + "/k10");
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
      assertThat(get(small, "/health/live").statusCode()).isEqualTo(200);
      assertThat(get(small, "/metrics").body())
          .contains("howdah_http_refused_total 1.0")
          .contains("howdah_http_in_flight 0.0");
    }
  }

  @Test
  void whoeverSendsTooSlowlyOrNeverReadsIsCutOff() throws Exception {
    ServeConfig hasty =
        ServedView.config(0, 16, Duration.ofSeconds(1), Optional.empty(), Optional.empty());
    try (ServedView large = new ServedView().filled();
        HttpServer quick = ServedView.serve(hasty)) {
      try (RawHttp slow = new RawHttp(quick.address())) {
        slow.send(
            "POST " + lookup() + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n{");
        assertThat(slow.readToEnd()).isEmpty();
      }
      for (int i = 0; i < 600; i++) {
        large.put("large-" + i, "b", large.version, "x".repeat(20_000));
      }
      try (RawHttp deaf = new RawHttp(quick.address())) {
        deaf.send(
            "GET /api/v1/views/"
                + large.view
                + "/rows?prefix=large&limit=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        // an exchange is counted when it ends, one way or the other
        while (!get(quick, "/metrics")
            .body()
            .contains("_count{route=\"/api/v1/views/{view}/rows\",status=\"200\"}")) {
          assertThat(System.nanoTime()).as("until it is cut off").isLessThan(limit);
        }
        assertThat(deaf.readToEnd().length).isLessThan(600 * 20_000);
      }
    }
  }

  @Test
  void aTokenIsAskedForWhereThereIsOne() throws Exception {
    ServeConfig closed =
        ServedView.config(0, 16, LIMIT, Optional.empty(), Optional.of("a-token-of-some-length"));
    try (HttpServer guarded = ServedView.serve(closed)) {
      for (String path : List.of("/api/v1/views", rows() + "/k10", "/metrics")) {
        assertThat(get(guarded, path).statusCode()).as(path).isEqualTo(401);
        assertThat(get(guarded, path, "Authorization", "Bearer wrong").statusCode()).isEqualTo(401);
        assertThat(
                get(guarded, path, "Authorization", "Bearer a-token-of-some-length").statusCode())
            .isEqualTo(200);
      }
      assertThat(get(guarded, "/health/ready").statusCode()).isEqualTo(200);
      assertThat(closed.toString()).doesNotContain("a-token");
    }
  }

  @Test
  void aRequestThatWasMeantForAnotherHostIsRefused() throws Exception {
    try (RawHttp rebound = new RawHttp(server.address())) {
      rebound.send("GET /api/v1/views HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
      assertThat(rebound.response().status()).isEqualTo(421);
    }
  }

  @Test
  void everyAnswerForbidsTheBrowserWhatThePageDoesNotNeed() throws Exception {
    for (String path : List.of("/", "/api/v1/views", "/page/none.js")) {
      HttpResponse<String> response = get(server, path);
      assertThat(response.headers().firstValue("x-content-type-options")).hasValue("nosniff");
      assertThat(response.headers().firstValue("content-security-policy").orElse(""))
          .startsWith("default-src 'self'");
    }
    for (String path : List.of("/page/../HttpServer.class", "/page/%2e%2e/HttpServer.class")) {
      RawHttp.Response response = RawHttp.once(server.address(), "GET", path, NOTHING);
      assertThat(response.status()).as(path).isEqualTo(404);
    }
  }

  @Test
  void itServesHttps(@TempDir Path dir) throws Exception {
    Path keystore = dir.resolve("server.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "howdah",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                keystore.toString(),
                "-storepass",
                "changeit")
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue())
        .as(new String(keytool.getInputStream().readAllBytes(), UTF_8))
        .isZero();
    try (HttpServer secure = ServedView.serve(with(keystore, "changeit"))) {
      assertThat(secure.address().getScheme()).isEqualTo("https");
      HttpClient trusting = HttpClient.newBuilder().sslContext(trusting(keystore)).build();
      URI views = secure.address().resolve("/api/v1/views");
      assertThat(
              trusting
                  .send(HttpRequest.newBuilder(views).build(), HttpResponse.BodyHandlers.ofString())
                  .statusCode())
          .isEqualTo(200);
    }
    assertThatThrownBy(() -> ServedView.serve(with(keystore, "wrong")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("password");
  }

  private static ServeConfig with(Path keystore, String password) {
    return ServedView.config(
        0, 16, LIMIT, Optional.of(new ServeConfig.Tls(keystore, password)), Optional.empty());
  }

  private static SSLContext trusting(Path keystore) throws Exception {
    KeyStore store = KeyStore.getInstance(keystore.toFile(), "changeit".toCharArray());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("howdah", store.getCertificate("howdah"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    ServeConfig same =
        ServedView.config(
            server.address().getPort(), 16, LIMIT, Optional.empty(), Optional.empty());
    assertThatThrownBy(() -> ServedView.serve(same))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot listen on 127.0.0.1:" + server.address().getPort())
        .hasMessageContaining("--port");
  }
}
