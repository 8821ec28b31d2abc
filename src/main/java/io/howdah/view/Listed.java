package io.howdah.view;

import java.io.IOException;
import java.util.Optional;

/**
 * What a row of the catalog tells or, where it cannot be read, what is wrong with it: one odd row
 * must not hide the others.
 *
 * @param key of the row
 * @param value empty where there is a problem
 * @param problem one line; empty where there is a value
 */
public record Listed<T>(String key, Optional<T> value, Optional<String> problem) {
  /** Reads a row. */
  interface Reading<T> {
    /**
     * @throws CatalogRowException if a value is not what it must be
     * @throws CatalogException if a newer Howdah wrote it
     */
    T read() throws IOException;
  }

  static <T> Listed<T> of(String key, Reading<T> reading) {
    try {
      return new Listed<>(key, Optional.of(reading.read()), Optional.empty());
    } catch (CatalogRowException | IOException e) {
      return new Listed<>(key, Optional.empty(), Optional.of(e.getMessage()));
    }
  }
}
