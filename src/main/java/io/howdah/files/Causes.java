package io.howdah.files;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What led to a failure. */
public final class Causes {
  private Causes() {}

  /** The failure itself, and then the cause of each. */
  public static List<Throwable> of(Throwable failure) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      causes.add(cause);
    }
    return causes;
  }

  /** True if the failure, or one that led to it, is of a kind. */
  public static boolean any(Throwable failure, Predicate<Throwable> kind) {
    return of(failure).stream().anyMatch(kind);
  }
}
