package io.howdah.oozie;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** The gate of gates.md, compiled with the product's tests, in a jar of its own. */
final class OwnGate {
  private static final String FOLDER = "io/howdah/examples/";

  private OwnGate() {}

  /**
   * Packs it.
   *
   * @param howdah the checkout
   */
  static Path jar(Path howdah, Path jar) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("META-INF/services/io.howdah.gate.Gate"));
      out.write("io.howdah.examples.MaxCertain\n".getBytes(UTF_8));
      for (String name : List.of("MaxCertain", "MaxCertain$CertainRows")) {
        String file = FOLDER + name + ".class";
        out.putNextEntry(new JarEntry(file));
        Files.copy(howdah.resolve("target/test-classes").resolve(file), out);
      }
    }
    return jar;
  }
}
