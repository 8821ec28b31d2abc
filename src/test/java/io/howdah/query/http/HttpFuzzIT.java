package io.howdah.query.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever a client sends, it gets JSON, no stack trace, and never the server's own failure. */
class HttpFuzzIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<Integer> EXPECTED = Set.of(200, 400, 403, 404, 405);
  private static ServedView served;
  private static HttpServer server;

  @BeforeContainer
  static void serve() throws Exception {
    served = new ServedView().filled();
    server = ServedView.serve(ServedView.config());
  }

  @AfterContainer
  static void stop() throws Exception {
    server.close();
    served.close();
  }

  @Property(tries = 400)
  void anyPathAndQueryIsAnswered(@ForAll("targets") String target) throws Exception {
    RawHttp.Response response = RawHttp.once(server.address(), "GET", target, new byte[0]);
    check(response, target);
  }

  @Property(tries = 400)
  void anyBodyIsAnswered(@ForAll("bodies") byte[] body) throws Exception {
    String target = "/api/v1/views/" + served.view + "/lookup";
    check(RawHttp.once(server.address(), "POST", target, body), new String(body, ISO_8859_1));
  }

  private static void check(RawHttp.Response response, String sent) throws Exception {
    assertThat(response.status()).as("%s: %s", sent, response.body()).isIn(EXPECTED);
    assertThat(response.body()).doesNotContain("Exception", "at io.", "at java.");
    if (response.head().contains("application/json")) {
      assertThat(JSON.readTree(response.body()).isObject()).isTrue();
    }
  }

  @Provide
  Arbitrary<String> targets() {
    Arbitrary<String> part =
        Arbitraries.oneOf(
            Arbitraries.of(
                "k10", "k12", "%", "%41", "%FF", "%00", "..", ".", "", "+", ";x=1", "%2F"),
            Arbitraries.strings().withCharRange('!', '~').excludeChars('#').ofMaxLength(12));
    Arbitrary<String> base =
        Arbitraries.of(
            "/api/v1/views/" + served.view + "/rows/",
            "/api/v1/views/" + served.view + "/rows?prefix=k&limit=",
            "/api/v1/views/" + served.view + "/rows?after=",
            "/api/v1/views/" + served.view + "/rows/k10?layers=",
            "/api/v1/views/",
            "/page/",
            "/");
    return Combinators.combine(base, part.list().ofMinSize(1).ofMaxSize(4))
        .as((start, parts) -> start + String.join("/", parts));
  }

  @Provide
  Arbitrary<byte[]> bodies() {
    String good = "{\"keys\":[\"k10\",\"k\\u00fc\",\"nobody\"]}";
    Arbitrary<byte[]> mutated =
        Combinators.combine(
                Arbitraries.integers().between(0, good.length() - 1),
                Arbitraries.bytes(),
                Arbitraries.integers().between(0, good.length()))
            .as(
                (at, value, length) -> {
                  byte[] bytes = good.getBytes(ISO_8859_1);
                  bytes[at] = value;
                  return java.util.Arrays.copyOf(bytes, length);
                });
    return Arbitraries.oneOf(mutated, Arbitraries.bytes().array(byte[].class).ofMaxSize(60));
  }
}
