package io.howdah.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program in a JVM of its own.
 *
 * @param log what it prints
 */
record BenchJvm(Process process, Path log) implements AutoCloseable {
  private static final long STOP_SECONDS = 60;

  /**
   * Starts a program; what it prints goes to {@code folder/name.log}.
   *
   * @param jvm flags of the virtual machine
   * @param command main class and arguments
   */
  static BenchJvm start(
      Path folder, String name, String classPath, List<String> jvm, List<String> command)
      throws IOException {
    Path log = folder.resolve(name + ".log");
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-"))
        .forEach(line::add);
    line.addAll(jvm);
    line.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(line);
    builder
        .environment()
        .putAll(
            Map.of("CLASSPATH", classPath, "OMP_NUM_THREADS", "1", "OPENBLAS_NUM_THREADS", "1"));
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    return new BenchJvm(builder.start(), log);
  }

  String said() throws IOException {
    return Files.readString(log);
  }

  /** Resident set in MiB, as the kernel tells. */
  double residentMiB() throws IOException {
    return residentMiB("/proc/" + process.pid() + "/status", "VmRSS:");
  }

  static double residentMiB(String status, String field) throws IOException {
    return Files.readAllLines(Path.of(status)).stream()
            .filter(line -> line.startsWith(field))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
            .findFirst()
            .orElseThrow(() -> new IOException("Cannot find " + field + " in " + status))
        / 1024.0;
  }

  /** Ends it as a user's Ctrl-C does. */
  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("Failed to end within " + STOP_SECONDS + " s; see " + log);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while a program was ending", e);
    }
  }
}
