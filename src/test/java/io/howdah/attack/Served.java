package io.howdah.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.cli.HowdahJvm;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;

/** A {@code serve} in a JVM of its own, asked over HTTP. */
final class Served implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern SAYS = Pattern.compile("serving at (\\S+) ");

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final HowdahJvm jvm;
  private volatile Process process;
  private volatile URI address;

  Served(Path folder, Configuration settings) throws Exception {
    this.jvm = new HowdahJvm(folder, settings);
    start();
  }

  private void start() throws Exception {
    process = jvm.start("serve", "--port", "0");
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    Matcher said = SAYS.matcher(jvm.said());
    while (!said.find()) {
      if (!process.isAlive() && System.nanoTime() < limit) {
        process = jvm.start("serve", "--port", "0"); // HBase was away
      } else if (System.nanoTime() > limit) {
        throw new IOException("serve did not start: " + jvm.said());
      }
      Thread.sleep(100); // another process's file: nothing to wait on
      said = SAYS.matcher(jvm.said());
    }
    address = URI.create(said.group(1));
  }

  void kill(long millis) throws Exception {
    process.destroyForcibly().waitFor();
    Thread.sleep(millis);
    start();
  }

  /** Empty while it has no answer to give. */
  Optional<Seen> ask(String key) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve("/api/v1/views/" + Attack.VIEW + "/rows/" + key))
            .timeout(Duration.ofSeconds(30))
            .build();
    HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    return switch (answer.statusCode()) {
      case 200, 404 -> Optional.of(Seen.of(JSON.readTree(answer.body())));
      case 429, 503, 504 -> Optional.empty();
      default ->
          throw new IllegalStateException(
              "HTTP "
                  + answer.statusCode()
                  + " for "
                  + key
                  + ": "
                  + new String(answer.body(), UTF_8));
    };
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
