package io.howdah.attack;

import io.howdah.cli.HowdahJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Streams of one group, each in a JVM of its own; none runs before {@link #start()}. */
final class Streams implements AutoCloseable {
  static final int COUNT = 2;

  private final Servers servers;
  private final Path folder;
  private final HowdahJvm[] jvms = new HowdahJvm[COUNT];
  private final Process[] streams = new Process[COUNT];
  private final Findings findings;

  Streams(Servers servers, Path folder, Findings findings) throws IOException {
    this.servers = servers;
    this.folder = Files.createDirectories(folder);
    this.findings = findings;
    for (int i = 0; i < COUNT; i++) {
      jvms[i] = new HowdahJvm(folder.resolve("stream-" + i), servers.settings());
    }
  }

  /** Starts all. */
  synchronized void start() throws IOException {
    for (int i = 0; i < COUNT; i++) {
      start(i);
    }
  }

  private void start(int number) throws IOException {
    streams[number] = jvms[number].start(command());
  }

  private String[] command(String... more) throws IOException {
    Path properties = folder.resolve("kafka-client.properties");
    Files.writeString(properties, "session.timeout.ms=6000\nheartbeat.interval.ms=1000\n");
    List<String> arguments = new ArrayList<>(List.of("stream", Attack.VIEW));
    arguments.addAll(List.of("--topic", Attack.TOPIC, "--bootstrap-servers", servers.broker()));
    arguments.addAll(List.of("--kafka-properties", properties.toString(), "--batch-size", "64"));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  /** Kills one, and starts it again after a while. */
  synchronized void kill(int number, long millis) throws Exception {
    if (!streams[number].isAlive()) {
      findings.count("streams that found no server when they began");
    }
    streams[number].destroyForcibly().waitFor();
    Thread.sleep(millis);
    start(number);
  }

  /** Ends all politely, and takes what they left. */
  synchronized void catchUp() throws Exception {
    for (int i = 0; i < COUNT; i++) {
      streams[i].destroy();
      if (!streams[i].waitFor(90, TimeUnit.SECONDS)) {
        findings.wrong("stream " + i + " does not end: " + jvms[i].said());
      }
    }
    HowdahJvm.Result last = jvms[0].run(command("--until-caught-up"));
    if (last.code() != 0) {
      findings.wrong("stream --until-caught-up ends with " + last.code() + ": " + last.said());
    }
  }

  @Override
  public void close() {
    for (Process stream : streams) {
      if (stream != null) {
        stream.destroyForcibly();
      }
    }
  }
}
