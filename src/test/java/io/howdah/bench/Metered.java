package io.howdah.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program in a JVM of its own and tells what it cost. As a main class: {@code Metered FILE
 * CLASS ARGUMENT…} runs the class and writes the figures to the file when the JVM ends.
 */
final class Metered {
  private static final long LIMIT_MINUTES = 15;

  private Metered() {}

  /**
   * @param cpuSeconds of all threads, native ones too, from the start of the JVM to its end
   * @param peakMiB the largest resident set, as the kernel tells (VmHWM)
   */
  record Cost(double cpuSeconds, double peakMiB) {}

  /**
   * @throws IOException if it fails; its output is in {@code folder/name.log}
   */
  static Cost run(
      Path folder, String name, String classPath, List<String> jvm, List<String> command)
      throws IOException, InterruptedException {
    Path figures = folder.resolve(name + ".cost");
    Files.deleteIfExists(figures);
    List<String> line = new ArrayList<>(List.of(Metered.class.getName(), figures.toString()));
    line.addAll(command);
    BenchJvm program = BenchJvm.start(folder, name, classPath, jvm, line);
    Process process = program.process();
    if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException("Failed to run " + name + " within " + LIMIT_MINUTES + " minutes");
    }
    if (process.exitValue() != 0 || !Files.exists(figures)) {
      throw new IOException("Failed to run " + name + "; see " + program.log());
    }
    String[] read = Files.readString(figures).strip().split(" ", -1);
    return new Cost(Double.parseDouble(read[0]), Double.parseDouble(read[1]));
  }

  /** The child. */
  public static void main(String[] arguments) throws Exception {
    Path figures = Path.of(arguments[0]);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> write(figures)));
    Class.forName(arguments[1])
        .getMethod("main", String[].class)
        .invoke(null, (Object) Arrays.copyOfRange(arguments, 2, arguments.length));
    System.exit(0);
  }

  private static void write(Path figures) {
    try {
      OperatingSystemMXBean system =
          (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      Files.writeString(
          figures,
          system.getProcessCpuTime() / 1e9
              + " "
              + BenchJvm.residentMiB("/proc/self/status", "VmHWM:"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
