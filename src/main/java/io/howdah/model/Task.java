package io.howdah.model;

import java.util.Arrays;
import java.util.Locale;

/** What a model's outputs mean. */
public enum Task {
  /** One output a label (or one output for two labels); the largest wins. */
  CLASSIFICATION,
  /** One output: the value. */
  REGRESSION,
  /** One output a label, each a probability of its own. */
  MULTI_LABEL,
  /** The outputs are a vector. */
  EMBEDDING;

  /** The name in a card, a catalog and on the command line: {@code multi-label}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The task of that name. */
  public static Task of(String text) {
    return Arrays.stream(values())
        .filter(task -> task.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Invalid task: "
                        + text
                        + " (must be classification, regression, multi-label or embedding)"));
  }
}
