package io.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.local.LocalRuntime;
import io.howdah.local.LocalServer;
import io.howdah.view.Catalog;
import io.howdah.view.VersionState;
import io.howdah.view.ViewDump;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An HBase in a JVM of its own that dies by {@code kill -9} in the middle of a run. */
@Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServerKillsIT {
  private static final Path DIGITS = Path.of("src/examples/digits").toAbsolutePath();
  private static final long OLD = 1000;
  private static final long VERSION = 2000;
  private static final long DRIVER_LIMIT_SECONDS = 90;
  private static final int ATTEMPTS = 3;

  private static Path folder;
  private static Process server;
  private static HowdahJvm jvm;

  /** Its drivers give up at once; others ask ZooKeeper for most of a minute. */
  private static HowdahJvm impatient;

  private static Configuration settings;
  private static List<String> undisturbed;
  private static int views;

  @BeforeAll
  static void runUndisturbed() throws Exception {
    folder =
        Files.createTempDirectory(Path.of(System.getProperty("howdah.build.directory")), "server-");
    startServer(0);
    settings = new Configuration(false);
    LocalRuntime runtime = new LocalRuntime(folder.resolve("local"));
    runtime.applyTo(settings);
    settings.set("hadoop.tmp.dir", folder.resolve("hadoop").toString());
    settings.set("howdah.run.staging-dir", folder.resolve("runs").toUri().toString());
    settings.setInt("howdah.run.lease-seconds", 3);
    jvm = new HowdahJvm(folder.resolve("commands"), settings);
    Configuration few = new Configuration(settings);
    few.setInt("zookeeper.recovery.retry", 1);
    impatient = new HowdahJvm(folder.resolve("impatient"), few);
    assertPublishes(score("undisturbed", VERSION));
    undisturbed = cells("undisturbed", VERSION);
    assertThat(undisturbed).hasSize(4000);
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.destroyForcibly().waitFor();
  }

  /** Starts the server and waits until it says that it is ready. */
  private static void startServer(int port) throws Exception {
    HowdahJvm servers = new HowdahJvm(folder.resolve("server"), new Configuration(false));
    Path data = folder.resolve("local");
    long begin = System.nanoTime();
    server = servers.java(LocalServer.class, data.toString(), Integer.toString(port));
    while (!isReady(new LocalRuntime(data))) {
      assertThat(server.isAlive()).as(servers.said()).isTrue();
      assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(150));
      Thread.sleep(100); // another process's file: nothing to wait on
    }
  }

  private static boolean isReady(LocalRuntime runtime) throws IOException {
    Optional<ProcessHandle> process = runtime.process();
    return process.isPresent() && process.get().pid() == server.pid();
  }

  private static String[] score(String view, long version) {
    return new String[] {
      "score",
      view,
      "--model",
      DIGITS.resolve("model").toString(),
      "--input",
      DIGITS.resolve("digits.csv.gz").toString(),
      "--create",
      "full",
      "--regions",
      Integer.toString(RunMoment.REGIONS),
      "--as-of",
      Long.toString(version)
    };
  }

  private static void assertPublishes(String... arguments) throws Exception {
    HowdahJvm.Result result = jvm.run(arguments);
    assertThat(result.code()).as(result.said()).isZero();
    assertThat(result.said()).contains("PUBLISHED");
  }

  private static List<String> cells(String view, long version) throws IOException {
    try (Connection connection = ConnectionFactory.createConnection(client())) {
      return ViewDump.cells(connection, view, version);
    }
  }

  private static Configuration client() {
    return org.apache.hadoop.hbase.HBaseConfiguration.create(settings);
  }

  @ParameterizedTest
  @EnumSource(
      value = RunMoment.class,
      names = {"STAGED", "LOADING", "LOADED"})
  void aRunWhoseServerWasKilledEndsSoonAndGoesOnToTheSameCells(RunMoment moment) throws Exception {
    String view = killedAt(moment);
    List<String> before = undisturbed.stream().map(ServerKillsIT::asOld).toList();
    try (Connection connection = ConnectionFactory.createConnection(client())) {
      Catalog catalog = new Catalog(connection);
      assertThat(catalog.published(view)).hasValue(OLD);
    }
    assertThat(cells(view, OLD)).isEqualTo(before).hasSize(4000);
    assertPublishes("score", view, "--resume", Long.toString(VERSION));
    assertThat(cells(view, VERSION)).isEqualTo(undisturbed);
  }

  @Test
  void servePassesOnThatHBaseIsAwayAndGoesOnWhenItIsBack() throws Exception {
    HowdahJvm client = new HowdahJvm(folder.resolve("serve"), settings);
    Process serve = client.start("serve", "--port", "0");
    try {
      URI address = served(client, serve);
      String row = "/api/v1/views/undisturbed/rows/digit-0000";
      assertThat(status(address, row)).isEqualTo(200);
      assertThat(status(address, "/health/ready")).isEqualTo(200);
      server.destroyForcibly().waitFor();
      assertThat(status(address, "/health/ready")).isEqualTo(503);
      assertThat(status(address, row)).isEqualTo(503);
      assertThat(status(address, "/health/live")).isEqualTo(200);
      startServer(settings.getInt("hbase.zookeeper.property.clientPort", 0));
      long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
      while (status(address, row) != 200) {
        assertThat(System.nanoTime()).as(client.said()).isLessThan(limit);
      }
      serve.destroy();
      assertThat(serve.waitFor(20, TimeUnit.SECONDS)).as("SIGTERM ends it").isTrue();
    } finally {
      serve.destroyForcibly();
    }
  }

  /** Where it says that it serves. */
  private static URI served(HowdahJvm client, Process serve) throws Exception {
    Pattern says = Pattern.compile("serving at (\\S+) ");
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    Matcher said = says.matcher(client.said());
    while (!said.find()) {
      assertThat(serve.isAlive()).as(client.said()).isTrue();
      assertThat(System.nanoTime()).as(client.said()).isLessThan(limit);
      Thread.sleep(100); // another process's file: nothing to wait on
      said = says.matcher(client.said());
    }
    return URI.create(said.group(1));
  }

  private static int status(URI address, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(address.resolve(path)).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static String asOld(String cell) {
    return cell.replace("/" + VERSION + "/", "/" + OLD + "/");
  }

  /**
   * Begins runs until the server was killed at the moment, and starts it again: nothing holds a run
   * up there.
   */
  private static String killedAt(RunMoment moment) throws Exception {
    HowdahJvm drivers = moment == RunMoment.STAGED ? jvm : impatient;
    for (int i = 0; i < ATTEMPTS; i++) {
      String view = "killed-" + ++views;
      assertPublishes(score(view, OLD));
      Process driver;
      try (Connection connection = ConnectionFactory.createConnection(client())) {
        driver = drivers.start(score(view, VERSION));
        moment.await(new Catalog(connection), folder.resolve("runs"), view, VERSION, driver);
        server.destroyForcibly();
      }
      assertThat(server.waitFor()).isEqualTo(128 + 9);
      assertEndsSoon(driver, drivers, view);
      startServer(settings.getInt("hbase.zookeeper.property.clientPort", 0));
      if (state(view) == moment.state()) {
        return view;
      }
    }
    throw new AssertionError("no server was killed at " + moment + " in time");
  }

  private static VersionState state(String view) throws IOException {
    try (Connection connection = ConnectionFactory.createConnection(client())) {
      return new Catalog(connection).version(view, VERSION).orElseThrow().state();
    }
  }

  private static void assertEndsSoon(Process driver, HowdahJvm drivers, String view)
      throws Exception {
    boolean ended = driver.waitFor(DRIVER_LIMIT_SECONDS, TimeUnit.SECONDS);
    driver.destroyForcibly();
    assertThat(ended).as(drivers.said()).isTrue();
    if (driver.waitFor() == 0) {
      return; // it had published before the server died
    }
    assertThat(driver.exitValue()).as(drivers.said()).isEqualTo(Main.FAILED);
    assertThat(drivers.said().lines().filter(line -> line.startsWith("howdah: ")))
        .singleElement()
        .asString()
        .contains("127.0.0.1", settings.get("hbase.zookeeper.property.clientPort"))
        .contains("howdah score " + view + " --resume " + VERSION);
  }
}
