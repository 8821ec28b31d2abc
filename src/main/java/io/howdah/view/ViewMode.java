package io.howdah.view;

import java.util.Locale;

/** What a lookup may see of older versions. */
public enum ViewMode {
  /** Only what the published run wrote. */
  FULL,
  /** The newest of all runs up to the published one, key by key. */
  INCREMENTAL;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The mode of that text. */
  public static ViewMode of(String text) {
    for (ViewMode mode : values()) {
      if (mode.text().equals(text)) {
        return mode;
      }
    }
    throw new IllegalArgumentException("Invalid mode: " + text + " (must be full or incremental)");
  }
}
