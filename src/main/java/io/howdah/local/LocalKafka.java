package io.howdah.local;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/**
 * A Kafka broker in KRaft mode beside the embedded HBase, in a JVM and on a class path of its own
 * ({@link Home#jars()}), on 127.0.0.1 alone, with data in the runtime's folder.
 *
 * @param folder of the local runtime
 */
public record LocalKafka(Path folder) {
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
  private static final long POLL_MILLIS = 100;
  private static final String PORT = "howdah.port";
  private static final int HEAP_MIB = 512;

  public LocalKafka {
    folder = folder.toAbsolutePath().normalize();
  }

  /** Of the folder that the environment names. */
  public static LocalKafka usual() {
    return new LocalKafka(LocalRuntime.usual().folder());
  }

  private Path settings() {
    return folder.resolve("conf").resolve("kafka.properties");
  }

  private Path data() {
    return folder.resolve("kafka");
  }

  private Path pidFile() {
    return folder.resolve("kafka.pid");
  }

  /** What the broker printed. */
  public Path logFile() {
    return folder.resolve("logs").resolve("kafka.log");
  }

  /** The broker's process, if it is alive. */
  public Optional<ProcessHandle> process() throws IOException {
    return BackgroundProcess.of(pidFile(), "kafka.Kafka");
  }

  /** Host and port for clients, if the broker is alive. */
  public Optional<String> address() throws IOException {
    int port = portOfLastTime();
    return port > 0 && process().isPresent() ? Optional.of("127.0.0.1:" + port) : Optional.empty();
  }

  /** Whether the broker answers: one that is being ended, or was killed, is still a process. */
  public boolean isServing() throws IOException, InterruptedException {
    Optional<String> address = address();
    if (address.isEmpty() || !isListening(address.get())) {
      return false;
    }
    try {
      describe(address.get(), ANSWER_LIMIT);
      return process().isPresent();
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  private static void describe(String address, Duration limit)
      throws InterruptedException, ExecutionException, TimeoutException {
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", address);
    try (Admin admin = Admin.create(client)) {
      var unused =
          admin.describeCluster().nodes().get(Math.max(1, limit.toNanos()), TimeUnit.NANOSECONDS);
    }
  }

  private Properties readSettings() throws IOException {
    Properties settings = new Properties();
    if (Files.exists(settings())) {
      try (Reader in = Files.newBufferedReader(settings())) {
        settings.load(in);
      }
    }
    return settings;
  }

  /**
   * Starts the broker and waits until it answers; first for the end of one that is going down, and
   * for another who starts it just now.
   *
   * @param port to listen on; 0 for the one of the last time if it is free, else any
   * @return false if it runs
   * @throws IOException if the port is taken, the broker ends, or it does not answer within 90 s;
   *     or if one that does not answer is still there after 60 s
   */
  public boolean start(int port) throws IOException, InterruptedException {
    Files.createDirectories(settings().getParent());
    Files.createDirectories(logFile().getParent());
    return StartLock.alone(
        folder,
        () -> {
          if (!awaitEnd()) {
            return false;
          }
          startAlone(port);
          return true;
        });
  }

  /**
   * Waits until no broker is there any more.
   *
   * @return false if one has come to answer
   */
  private boolean awaitEnd() throws IOException, InterruptedException {
    long limit = System.nanoTime() + STOP_LIMIT.toNanos();
    Optional<ProcessHandle> there = process();
    while (there.isPresent()) {
      if (isServing()) {
        return false;
      }
      if (System.nanoTime() > limit) {
        throw new IOException(
            "Cannot start Kafka: process "
                + there.get().pid()
                + " of an earlier start does not answer (end it with: kill -9 "
                + there.get().pid()
                + ")");
      }
      Thread.sleep(POLL_MILLIS); // another process: it may end or come to answer
      there = process();
    }
    return true;
  }

  private void startAlone(int port) throws IOException, InterruptedException {
    Files.deleteIfExists(pidFile());
    int listen = choose(port);
    int controller = LoopbackPort.free();
    writeSettings(listen, controller);
    if (!Files.exists(data().resolve("meta.properties"))) {
      format();
    }
    Process process = jvm("-Xmx" + HEAP_MIB + "m", "kafka.Kafka", settings().toString()).start();
    try {
      BackgroundProcess.replace(pidFile(), process.pid() + "\n");
    } catch (IOException e) {
      process.destroyForcibly(); // nobody would know it
      throw e;
    }
    await(process, "127.0.0.1:" + listen);
  }

  private int choose(int port) throws IOException {
    if (port > 0) {
      if (!LoopbackPort.isFree(port)) {
        throw new IOException(
            "Cannot start Kafka on port "
                + port
                + ": it is taken; choose another with --kafka-port, or 0 for any");
      }
      return port;
    }
    int before = portOfLastTime();
    return before > 0 && LoopbackPort.isFree(before) ? before : LoopbackPort.free();
  }

  private int portOfLastTime() throws IOException {
    String text = readSettings().getProperty(PORT, "");
    long port = text.matches("[0-9]{1,6}") ? Long.parseLong(text) : 0;
    return LoopbackPort.isPort(port) ? (int) port : 0;
  }

  private void writeSettings(int port, int controller) throws IOException {
    Properties settings = new Properties();
    settings.setProperty(PORT, Integer.toString(port));
    settings.setProperty("node.id", "1");
    settings.setProperty("process.roles", "broker,controller");
    settings.setProperty(
        "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller);
    settings.setProperty("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    settings.setProperty("controller.listener.names", "CONTROLLER");
    settings.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controller);
    settings.setProperty("log.dirs", data().toString());
    for (String replicas :
        new String[] {
          "offsets.topic.replication.factor",
          "transaction.state.log.replication.factor",
          "transaction.state.log.min.isr",
          "share.coordinator.state.topic.replication.factor",
          "share.coordinator.state.topic.min.isr"
        }) {
      settings.setProperty(replicas, "1");
    }
    settings.setProperty("offsets.topic.num.partitions", "4"); // one broker: 50 only slow the start
    settings.setProperty("auto.create.topics.enable", "false");
    settings.setProperty("group.initial.rebalance.delay.ms", "0");
    try (Writer out = Files.newBufferedWriter(settings())) {
      settings.store(out, "of howdah local start, written at each start");
    }
  }

  private void format() throws IOException, InterruptedException {
    Process process =
        jvm(
                "-Xmx128m",
                "kafka.tools.StorageTool",
                "format",
                "--ignore-formatted",
                "-t",
                Uuid.randomUuid().toString(),
                "-c",
                settings().toString())
            .start();
    if (!process.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    if (process.waitFor() != 0) {
      throw new IOException("Failed to make Kafka's storage in " + data() + "; see " + logFile());
    }
  }

  private ProcessBuilder jvm(String... arguments) throws IOException {
    Path jars = Home.jars().resolve("kafka");
    if (!Files.isDirectory(jars)) {
      throw new IOException("Cannot find Kafka: no " + jars + " (mvn package)");
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.add("-Dlog4j2.level=WARN");
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", jars.resolve("*").toString());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.directory(folder.toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    return builder;
  }

  private void await(Process process, String address) throws IOException, InterruptedException {
    long limit = System.nanoTime() + START_LIMIT.toNanos();
    while (!isListening(address)) {
      if (!process.isAlive()) {
        throw new IOException("Failed to start Kafka in " + data() + "; see " + logFile());
      }
      if (System.nanoTime() > limit) {
        process.destroyForcibly();
        throw late();
      }
      Thread.sleep(POLL_MILLIS); // another process's port: nothing to wait on
    }
    try {
      describe(address, Duration.ofNanos(limit - System.nanoTime()));
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw late();
    }
  }

  private IOException late() {
    return new IOException(
        "Failed to start Kafka within " + START_LIMIT.toSeconds() + " s; see " + logFile());
  }

  private static boolean isListening(String address) {
    int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
    try (java.net.Socket socket = new java.net.Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends the broker cleanly; its data stay. */
  public void stop() throws IOException, InterruptedException {
    Optional<ProcessHandle> process = process();
    if (process.isPresent()) {
      BackgroundProcess.end(process.get(), "Kafka", STOP_LIMIT);
      Files.deleteIfExists(pidFile());
    }
  }
}
