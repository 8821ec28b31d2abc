package io.howdah.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;

/** Commands in JVMs of their own, which a test may kill. */
public final class HowdahJvm {
  private static final long LIMIT_SECONDS = 120;

  /** What a command left. */
  public record Result(int code, String said) {}

  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private int commands;

  /**
   * @param folder of settings and of what the commands say
   * @param settings that differ from Hadoop's and HBase's own
   */
  public HowdahJvm(Path folder, Configuration settings) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder.resolve("conf"));
    try (OutputStream out = Files.newOutputStream(folder.resolve("conf/hbase-site.xml"))) {
      settings.writeXml(out);
    }
  }

  /** The same with a variable of the environment. */
  HowdahJvm with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Starts a command; its output goes to {@link #said}. */
  public Process start(String... arguments) throws IOException {
    return java(Main.class, arguments);
  }

  /** Starts a program; its output goes to {@link #said}. */
  public Process java(Class<?> main, String... arguments) throws IOException {
    List<String> command = command(main);
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output(++commands).toFile());
    builder.environment().put("CLASSPATH", classPathWithSettings());
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Writes a program {@code howdah}, for a script to find on its PATH; returns its folder. */
  Path program() throws IOException {
    Path program = Files.createDirectories(folder.resolve("bin")).resolve("howdah");
    Files.writeString(
        program,
        "#!/bin/sh\nOMP_NUM_THREADS=1 CLASSPATH='"
            + classPathWithSettings()
            + "' exec "
            + String.join(" ", command(Main.class))
            + " \"$@\"\n");
    if (!program.toFile().setExecutable(true)) {
      throw new IOException("Cannot make " + program + " executable");
    }
    return program.getParent();
  }

  private List<String> command(Class<?> main) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(io.howdah.local.JvmFlags.all());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
    command.add("-Dhowdah.build.directory=" + folder);
    command.add(main.getName());
    return command;
  }

  /** Of the tests. */
  public static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private String classPathWithSettings() {
    return folder.resolve("conf") + ":" + classPath();
  }

  private Path output(int command) {
    return folder.resolve("said-" + command);
  }

  /** What the last command has said so far. */
  public String said() throws IOException {
    return Files.readString(output(commands));
  }

  /** Runs a command to its end. */
  public Result run(String... arguments) throws Exception {
    Process process = start(arguments);
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return new Result(process.waitFor(), said());
  }
}
