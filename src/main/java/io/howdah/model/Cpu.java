package io.howdah.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What kind of CPU this JVM runs on: a measured speed holds for no other. */
public final class Cpu {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private Cpu() {}

  /** The maker's name of the model, as Linux tells it; elsewhere the architecture. */
  public static String model() {
    String name = Files.isReadable(CPU_INFO) ? info("model name").replaceAll("\\s+", " ") : "";
    return name.isEmpty() ? System.getProperty("os.arch") : name;
  }

  /** What Linux tells of the first CPU; empty where it tells nothing of that name. */
  static String info(String name) {
    try (Stream<String> lines = Files.lines(CPU_INFO, StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.startsWith(name))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse("");
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read the CPU's features from " + CPU_INFO, e);
    }
  }
}
