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
    if (!Files.isReadable(CPU_INFO)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(CPU_INFO, StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip().replaceAll("\\s+", " "))
          .filter(name -> !name.isEmpty())
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read the CPU's model from " + CPU_INFO, e);
    }
  }
}
