package io.howdah.run;

import java.io.IOException;
import java.time.Duration;

/** HBase was away for too long. */
final class UnansweredException extends IOException {
  private static final long serialVersionUID = 1L;

  UnansweredException(Duration waited, Exception cause) {
    super("no answer for " + waited.toSeconds() + " s", cause);
  }
}
