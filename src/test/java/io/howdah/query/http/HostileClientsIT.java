package io.howdah.query.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
    RawHttp client = new RawHttp(server.address());
    hostile.add(client);
    client.send(sent);
    return client;
  }

  private static String post(String body) {
    return "POST /api/v1/views/"
        + served.view
        + "/lookup HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999\r\n\r\n"
        + body;
  }

  private static int status() throws IOException {
    return RawHttp.once(
            server.address(), "GET", "/api/v1/views/" + served.view + "/rows/k10", new byte[0])
        .status();
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
