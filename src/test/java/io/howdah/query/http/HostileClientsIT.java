package io.howdah.query.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.local.SharedHBase;
import java.io.IOException;
import java.net.SocketException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that keep the server waiting, in every way there is, keep nobody else out. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileClientsIT {
  private static final int PLACES = 2;
  private static ServedView served;
  private static HttpServer server;
  private final List<RawHttp> hostile = new ArrayList<>();

  @BeforeAll
  static void serve() throws Exception {
    served = new ServedView().filled();
    for (int i = 0; i < 300; i++) {
      served.put("large-" + i, "b", served.version, "x".repeat(20_000));
    }
    server =
        ServedView.serve(
            ServedView.config(
                0, PLACES, Duration.ofSeconds(30), Optional.empty(), Optional.empty()));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    served.close();
  }

  @AfterEach
  void leave() throws IOException {
    for (RawHttp client : hostile) {
      client.close();
    }
  }

  private RawHttp connect(String sent) throws IOException {
    return connect(server, sent);
  }

  private RawHttp connect(HttpServer to, String sent) throws IOException {
    RawHttp client = new RawHttp(to.address());
    hostile.add(client);
    client.send(sent);
    return client;
  }

  private static String post(String body) {
    return post(999, body);
  }

  private static String post(int length, String body) {
    return "POST /api/v1/views/"
        + served.view
        + "/lookup HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
        + length
        + "\r\n\r\n"
        + body;
  }

  private static int status() throws IOException {
    return status(server);
  }

  private static int status(HttpServer of) throws IOException {
    return RawHttp.once(
            of.address(), "GET", "/api/v1/views/" + served.view + "/rows/k10", new byte[0])
        .status();
  }

  /** A server that takes bodies of that length. */
  private static HttpServer serve(int maxBodyBytes, long heap) throws Exception {
    ServeConfig usual = ServedView.config();
    return HttpServer.start(
        new ServeConfig(
            usual.address(),
            usual.port(),
            usual.maxRequests(),
            usual.maxKeys(),
            maxBodyBytes,
            usual.timeLimit(),
            usual.nearCache(),
            usual.tls(),
            usual.token(),
            usual.hosts()),
        SharedHBase.configuration(),
        Clock.systemUTC(),
        heap);
  }

  /** Lookups that have come to an end, as the server counts them. */
  private static long ended(HttpServer of) throws IOException {
    return RawHttp.once(of.address(), "GET", "/metrics", new byte[0])
        .body()
        .lines()
        .filter(
            line ->
                line.startsWith("howdah_http_requests_seconds_count{")
                    && line.contains("route=\"/api/v1/views/{view}/lookup\""))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf('}') + 1)))
        .sum();
  }

  @Test
  void bodiesThatDripTakeNoPlace() throws Exception {
    for (int i = 0; i < 64; i++) {
      connect(post("{"));
    }
    for (int i = 0; i < 20; i++) {
      for (RawHttp client : hostile) {
        client.send(" ");
      }
      assertThat(status()).isEqualTo(200);
    }
  }

  @Test
  void answersThatNobodyReadsTakeNoPlace() throws Exception {
    for (int i = 0; i < 10; i++) {
      connect(
          "GET /api/v1/views/"
              + served.view
              + "/rows?prefix=large&limit=300 HTTP/1.1\r\nHost: localhost\r\n\r\n");
      awaitAnswer();
    }
    assertThat(status()).isEqualTo(200);
  }

  /** A place may be taken for as long as HBase works. */
  private static void awaitAnswer() throws IOException {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (status() != 200) {
      assertThat(System.nanoTime()).as("until a place is given back").isLessThan(limit);
    }
  }

  @Test
  void silentConnectionsMakeRoomForOneThatAsks() throws Exception {
    int more = HttpServer.MAX_CONNECTIONS + 60;
    for (int i = 0; i < more; i++) {
      connect("");
    }
    assertThat(status()).isEqualTo(200);
    for (int i = 0; i < more; i++) {
      connect("GET /health/live HTTP/1.1\r\nHost: lo");
    }
    assertThat(status()).isEqualTo(200);
    for (int i = 0; i < more; i++) {
      connect(post("{"));
    }
    for (int i = 0; i < 20; i++) {
      assertThat(status()).isEqualTo(200);
    }
  }

  @Test
  void bodiesThatAreOnlyPromisedTakeNoMemory() throws Exception {
    int promised = (int) Math.min(1 << 30, Runtime.getRuntime().maxMemory() / 16);
    try (HttpServer large = serve(promised, Runtime.getRuntime().maxMemory())) {
      for (int i = 0; i < 64; i++) { // four times the heap
        connect(large, post(promised, "{"));
        assertThat(status(large)).isEqualTo(200);
      }
    }
  }

  @Test
  void bodiesUnderWayFillAnEighthOfTheHeapAtMostAndTheSlowestGo() throws Exception {
    int length = (1 << 20) - (8 << 10); // and one more piece, in which the end is looked for
    String body = "{\"keys\":[\"k10\"]}";
    String most = body + " ".repeat(length - body.length() - 1);
    List<RawHttp> clients = new ArrayList<>();
    try (HttpServer small = serve(length, 64L << 20)) {
      long begin = System.nanoTime();
      for (int i = 0; i < 12; i++) { // of 1 MiB each, where 8 MiB are free
        clients.add(connect(small, post(length, most)));
      }
      long limit = begin + TimeUnit.SECONDS.toNanos(8);
      while (ended(small) < 4) {
        assertThat(System.nanoTime()).as("before the limit of a body's time").isLessThan(limit);
      }
      long answered = 0;
      for (RawHttp client : clients) {
        RawHttp.Response answer = completed(client);
        if (answer.status() == 200) {
          assertThat(answer.body()).contains("\"key\":\"k10\",\"found\":true");
          answered++;
        }
      }
      assertThat(answered).isEqualTo(8);
    }
  }

  /** The answer to the last byte; no status where the client was cut off before. */
  private static RawHttp.Response completed(RawHttp client) throws IOException {
    try {
      client.send(" ");
    } catch (SocketException e) {
      return new RawHttp.Response(0, "", "");
    }
    return client.response();
  }

  @Test
  void anExchangeThatIsCutOffComesToItsEnd() throws Exception {
    try (HttpServer small = serve(1 << 20, 1 << 20)) { // so that 128 KiB are free for bodies
      for (int i = 0; i < 24; i++) {
        connect(small, post(1 << 20, "{" + " ".repeat(10_000))); // 16 KiB of pieces
      }
      long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(8);
      while (ended(small) < 16) { // 8 of the 24 are left
        assertThat(System.nanoTime()).as("before the limit of a body's time").isLessThan(limit);
      }
      assertThat(ended(small)).isEqualTo(16);
    }
  }

  @Test
  void aHeadAndABodyHaveTenSeconds() throws Exception {
    RawHttp head = connect("GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-");
    RawHttp body = connect(post("{"));
    long begin = System.nanoTime();
    assertThat(head.readToEnd()).isEmpty();
    assertThat(body.readToEnd()).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isBetween(Duration.ofSeconds(9), Duration.ofSeconds(16));
  }
}
