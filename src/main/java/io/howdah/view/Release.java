package io.howdah.view;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Which Howdah this is. */
public final class Release {
  private Release() {}

  /** Its version, as in {@code 0.1.0}. */
  public static String text() {
    try (InputStream text = Release.class.getResourceAsStream("version.txt")) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8).trim();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
