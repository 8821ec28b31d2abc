package io.howdah.query.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.local.SharedHBase;
import io.howdah.query.ViewReader;
import java.io.ByteArrayOutputStream;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** A key that is asked for over a socket is answered by its own row and by no other. */
class HttpKeysIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] NOTHING = {};

  /** What may stand unencoded in a segment of a path: pchar of RFC 3986. */
  private static final String PLAIN =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@";

  private static ServedView served;
  private static HttpServer server;
  private static ViewReader client;
  private static int stored;

  @BeforeContainer
  static void serve() throws Exception {
    served = new ServedView().filled();
    server = ServedView.serve(ServedView.config());
    client =
        ViewReader.open(SharedHBase.configuration(), served.view, ViewReader.Options.standard());
  }

  @AfterContainer
  static void stop() throws Exception {
    client.close();
    server.close();
    served.close();
  }

  @Property(tries = 300)
  void anyKeyIsAnsweredByItsOwnRow(@ForAll("keys") String key, @ForAll Random random)
      throws Exception {
    String label = store(key);

    assertIs(key, label, get(200, everyByte(key)));
    assertIs(key, label, get(200, someBytes(key, random)));
    assertThat(client.lookup(key).fields()).containsEntry("label", label);
    assertThat(client.lookup(List.of(key)).get(0).fields()).containsEntry("label", label);
    assertIs(key, label, many(key).at("/answers/0"));
    assertIs(key, label, scan(everyByte(key)).at("/answers/0"));
  }

  @Property(tries = 100)
  void whatFollowsAKeyIsPartOfIt(@ForAll("keys") String key, @ForAll("followers") String follower)
      throws Exception {
    String label = store(key);

    // that key may have been stored by an earlier try
    JsonNode other = JSON.readTree(raw("/rows/" + everyByte(key) + follower).body());
    if (other.has("found")) {
      assertThat(other.get("key").asText()).isEqualTo(key + follower);
      assertThat(other.at("/fields/label").asText()).isNotEqualTo(label);
    } else {
      assertThat(other.get("error").asText()).startsWith("Cannot find /api/v1/views/");
    }
    assertIs(key, label, get(200, everyByte(key)));
  }

  @Example
  void aKeyMayBeSemicolonsAlone() throws Exception {
    String key = ";".repeat(2_000);
    assertIs(key, store(key), get(200, key));
  }

  @Example
  void aBareCommaBehindASemicolonIsRefusedAndNotAnsweredByAnotherRow() throws Exception {
    assertIs("a;,b", store("a;,b"), get(200, "a;%2Cb"));
    assertThat(raw("/rows/a;,b").status()).isEqualTo(400);
  }

  /** Stores a key's row beside those that a lenient server would take for it. */
  private static String store(String key) throws Exception {
    Set<String> others = new TreeSet<>();
    others.add(key.replaceFirst(";.*", ""));
    others.add(key.replaceFirst("/+$", ""));
    others.add(key.replaceAll("/+", "/"));
    others.add(key.replace('+', ' '));
    others.add(key.replaceAll("%[0-9A-Fa-f]{2}", "?"));
    others.add(key.strip());
    others.add(key.toLowerCase(Locale.ROOT));
    others.add(Normalizer.normalize(key, Normalizer.Form.NFC));
    others.add(key.replaceFirst("[?#].*", ""));
    others.remove("");
    for (String other : others) {
      served.put(other, "b", served.version, "another");
    }
    String label = "own-" + ++stored;
    served.put(key, "b", served.version, label);
    return label;
  }

  private static void assertIs(String key, String label, JsonNode answer) {
    assertThat(answer.at("/key").asText()).isEqualTo(key);
    assertThat(answer.at("/fields/label").asText()).as("of %s", key).isEqualTo(label);
  }

  private static JsonNode get(int status, String segment) throws Exception {
    return ask(status, "/rows/" + segment);
  }

  private static JsonNode scan(String prefix) throws Exception {
    return ask(200, "/rows?limit=1&prefix=" + prefix);
  }

  private static JsonNode ask(int status, String path) throws Exception {
    RawHttp.Response response = raw(path);
    assertThat(response.status()).as("%s: %s", path, response.body()).isEqualTo(status);
    return JSON.readTree(response.body());
  }

  private static RawHttp.Response raw(String path) throws Exception {
    return RawHttp.once(server.address(), "GET", "/api/v1/views/" + served.view + path, NOTHING);
  }

  private static JsonNode many(String key) throws Exception {
    byte[] body = JSON.writeValueAsBytes(JSON.createObjectNode().set("keys", keys(key)));
    RawHttp.Response response =
        RawHttp.once(server.address(), "POST", "/api/v1/views/" + served.view + "/lookup", body);
    return JSON.readTree(response.body());
  }

  private static JsonNode keys(String key) {
    return JSON.createArrayNode().add(key);
  }

  private static String everyByte(String key) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : key.getBytes(UTF_8)) {
      encoded.append(String.format(Locale.ROOT, "%%%02X", b & 0xFF));
    }
    return encoded.toString();
  }

  /**
   * Another encoding of the same key: what may stand as it is does so now and then, but for a comma
   * anywhere behind a semicolon, which Undertow refuses.
   */
  private static String someBytes(String key, Random random) {
    ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    boolean semicolon = false;
    for (byte b : key.getBytes(UTF_8)) {
      boolean refused = b == ',' && semicolon;
      if (b > 0 && PLAIN.indexOf((char) b) >= 0 && !refused && random.nextInt(4) > 0) {
        encoded.write(b);
        semicolon |= b == ';';
      } else {
        String hex = random.nextBoolean() ? "%%%02X" : "%%%02x";
        encoded.writeBytes(String.format(Locale.ROOT, hex, b & 0xFF).getBytes(UTF_8));
      }
    }
    return encoded.toString(UTF_8);
  }

  @Provide
  Arbitrary<String> keys() {
    Arbitrary<String> anything =
        Arbitraries.integers()
            .between(0, Character.MAX_CODE_POINT)
            .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
            .map(Character::toString);
    Arbitrary<String> latin = Arbitraries.integers().between(0, 0xFF).map(Character::toString);
    Arbitrary<String> telling =
        Arbitraries.of(
            ";", "/", "%", "+", " ", ".", "..", "?", "#", "&", "=", "%2F", "%3B", "%25", "e\u0301",
            "\0", "\\", "|", "a", "Z", ";v=1", "\u00e9", "\r\n");
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(1, anything),
            net.jqwik.api.Tuple.of(2, latin),
            net.jqwik.api.Tuple.of(4, telling))
        .list()
        .ofMinSize(1)
        .ofMaxSize(8)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<String> followers() {
    return Arbitraries.of(";", ";x", ";x=1;y=2", "/", "//", "/.", "/..", ";/", ".", "+");
  }
}
