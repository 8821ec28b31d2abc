package io.howdah.cli;

import io.howdah.cli.options.Arguments;
import io.howdah.cli.options.SettingOption;
import io.howdah.cli.options.Usage;
import io.howdah.cli.options.UsageException;
import io.howdah.query.NearCacheBounds;
import io.howdah.query.http.HttpServer;
import io.howdah.query.http.ServeConfig;
import io.howdah.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;

/** {@code serve}: the views over HTTP, until it is stopped. */
public final class ServeCommand implements Command {
  private static final String TOKEN_FILE = "token-file";
  private static final String KEYSTORE = "tls-keystore";
  private static final String PASSWORD_FILE = "tls-password-file";
  private static final String NEAR_CACHE = "near-cache";
  private static final String NEAR_CACHE_AGE = "near-cache-age";
  private static final String FORCE = "allow-plain-http";
  private static final int SHORTEST_TOKEN = 16;
  private static final int MAX_BODY_BYTES = 1 << 20;
  private static final Duration TIME_LIMIT = Duration.ofSeconds(30);

  @Override
  public Usage usage() {
    return new Usage(
        "serve",
        "Serve the views over HTTP: lookups as JSON, metrics, and a page for the browser.",
        "[--bind ADDRESS] [--port N] [options]",
        List.of(
            Arguments.with(TOKEN_FILE, "FILE", "clients must bear the token in this file"),
            Arguments.with(KEYSTORE, "FILE", "certificate and key, PKCS #12: serve HTTPS"),
            Arguments.with(PASSWORD_FILE, "FILE", "password of the keystore"),
            Arguments.flag(FORCE, "serve plain HTTP on a public address all the same"),
            Arguments.with(
                "host", "A,B,…", "names that a proxy before it is called by, besides localhost"),
            Arguments.with(NEAR_CACHE, "ROWS", "keep so many rows in memory (default: none)"),
            Arguments.with(
                NEAR_CACHE_AGE, "TIME", "for at most so long (default 1s); needs --near-cache")),
        List.of(
            new SettingOption("bind", "ADDRESS", Settings.SERVE_BIND, "listen on"),
            new SettingOption("port", "N", Settings.SERVE_PORT, "listen on; 0: any that is free"),
            new SettingOption(
                "max-requests", "N", Settings.SERVE_MAX_REQUESTS, "at once; more are answered 429"),
            new SettingOption(
                "max-keys", "N", Settings.SERVE_MAX_KEYS, "of one lookup, rows of one scan")),
        List.of(
            "serve",
            "serve --port 9000 --near-cache 100000",
            "serve --bind 0.0.0.0 --tls-keystore howdah.p12 --tls-password-file password"
                + " --token-file token"));
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    Arguments.none(line);
    ServeConfig config = config(line, session.settings());
    HttpServer server = HttpServer.start(config, session.conf(), Clock.systemUTC());
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    server.close();
                  } catch (IOException e) {
                    session.err().println("howdah: Failed to stop cleanly: " + e.getMessage());
                  }
                  stopped.countDown();
                },
                "howdah-serve-stop"));
    session.out().println("serving at " + server.address() + " (Ctrl-C stops)");
    session.out().flush();
    stopped.await();
    return 0;
  }

  private static ServeConfig config(CommandLine line, Settings settings)
      throws UsageException, IOException {
    ServeConfig config =
        new ServeConfig(
            address(settings.serveBind()),
            settings.servePort(),
            settings.serveMaxRequests(),
            settings.serveMaxKeys(),
            MAX_BODY_BYTES,
            TIME_LIMIT,
            nearCache(line),
            tls(line),
            token(line),
            hosts(line));
    if (config.isPlainAndPublic() && !line.hasOption(FORCE)) {
      throw new UsageException(
          "Cannot serve plain HTTP on the public address "
              + settings.serveBind()
              + ": everyone on the way could read predictions and token; name a certificate with"
              + " --tls-keystore, or force it with --allow-plain-http");
    }
    return config;
  }

  private static InetAddress address(String name) throws UsageException {
    try {
      return InetAddress.getByName(name);
    } catch (UnknownHostException e) {
      throw new UsageException("Invalid --bind: " + name + " (must be an address of this machine)");
    }
  }

  private static Optional<NearCacheBounds> nearCache(CommandLine line) throws UsageException {
    Optional<Duration> age = Arguments.duration(line, NEAR_CACHE_AGE);
    if (!line.hasOption(NEAR_CACHE)) {
      if (age.isPresent()) {
        throw new UsageException("Invalid --near-cache-age: it needs --near-cache");
      }
      return Optional.empty();
    }
    int rows = Arguments.whole(line, NEAR_CACHE, 1, 1_000_000_000, 0);
    return Optional.of(new NearCacheBounds(rows, age.orElse(Duration.ofSeconds(1))));
  }

  private static Optional<ServeConfig.Tls> tls(CommandLine line)
      throws UsageException, IOException {
    if (line.hasOption(KEYSTORE) != line.hasOption(PASSWORD_FILE)) {
      throw new UsageException(
          "Invalid options: --tls-keystore and --tls-password-file go together");
    }
    if (!line.hasOption(KEYSTORE)) {
      return Optional.empty();
    }
    Path keystore = Path.of(line.getOptionValue(KEYSTORE));
    if (!Files.isReadable(keystore)) {
      throw new UsageException("Invalid --tls-keystore: cannot read " + keystore);
    }
    return Optional.of(new ServeConfig.Tls(keystore, secret(line, PASSWORD_FILE)));
  }

  private static Optional<String> token(CommandLine line) throws UsageException, IOException {
    if (!line.hasOption(TOKEN_FILE)) {
      return Optional.empty();
    }
    String token = secret(line, TOKEN_FILE);
    if (!token.matches("[A-Za-z0-9._~+/=-]{" + SHORTEST_TOKEN + ",1000}")) {
      throw new UsageException(
          "Invalid --token-file: the token must be "
              + SHORTEST_TOKEN
              + " to 1000 letters, digits and ._~+/=- (make one with: openssl rand -hex 32)");
    }
    return Optional.of(token);
  }

  private static String secret(CommandLine line, String option) throws UsageException, IOException {
    Path file = Path.of(line.getOptionValue(option));
    if (!Files.isReadable(file)) {
      throw new UsageException("Invalid --" + option + ": cannot read " + file);
    }
    return Files.readString(file).strip();
  }

  private static Set<String> hosts(CommandLine line) {
    return Arguments.list(line, "host").stream()
        .map(host -> host.toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }
}
