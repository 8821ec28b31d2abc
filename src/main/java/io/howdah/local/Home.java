package io.howdah.local;

import java.nio.file.Path;

/** Where Howdah lies on this machine: a checkout, or an unpacked {@code -bin.tar.gz}. */
public final class Home {
  private Home() {}

  /** The top folder, as {@code bin/howdah} names it; else the working folder. */
  public static Path folder() {
    return named("HOWDAH_HOME", "");
  }

  /** The jars that do not go on everyone's class path: {@code lib}, or {@code target}. */
  public static Path jars() {
    return named("HOWDAH_LIB", "target");
  }

  private static Path named(String variable, String otherwise) {
    return Path.of(System.getenv().getOrDefault(variable, otherwise)).toAbsolutePath();
  }
}
