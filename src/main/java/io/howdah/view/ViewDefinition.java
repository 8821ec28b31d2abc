package io.howdah.view;

import io.howdah.record.Excerpt;
import java.time.Duration;
import java.util.Optional;

/**
 * What a view is.
 *
 * @param name of the view and of its HBase table
 * @param task of the models that may write it
 * @param validFor a prediction that is older is stale
 * @param expireAfter a prediction that is older is not served
 * @param retain published versions that can be rolled back to, the present one included
 */
public record ViewDefinition(
    String name,
    String task,
    ViewMode mode,
    Optional<Duration> validFor,
    Optional<Duration> expireAfter,
    int retain) {
  private static final int SHOWN = 240;

  public ViewDefinition {
    if (!name.matches("[A-Za-z0-9_][A-Za-z0-9_.-]{0,200}") || name.equals(Catalog.TABLE)) {
      throw new IllegalArgumentException(
          "Invalid view name: "
              + Excerpt.of(name, SHOWN)
              + " (must be letters, digits, _ . and -, not begin with . or -, and not be howdah)");
    }
    if (retain < 1 || retain > 100) {
      throw new IllegalArgumentException("Invalid retain: " + retain + " (must be 1 to 100)");
    }
    if (validFor.isPresent()
        && expireAfter.isPresent()
        && expireAfter.get().compareTo(validFor.get()) < 0) {
      throw new IllegalArgumentException(
          "Invalid expire-after: " + expireAfter.get() + " (must be >= valid-for)");
    }
  }
}
