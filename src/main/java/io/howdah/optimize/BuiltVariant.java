package io.howdah.optimize;

import java.nio.file.Path;
import java.util.List;

/**
 * A variant that was made.
 *
 * @param passes what was done to the parent, in order, for people
 */
record BuiltVariant(Path file, List<String> passes) {
  BuiltVariant {
    passes = List.copyOf(passes);
  }
}
