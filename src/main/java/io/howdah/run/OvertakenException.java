package io.howdah.run;

import java.io.IOException;

/** A driver that did not live up to its lease, be it that it slept: another run took its place. */
final class OvertakenException extends IOException {
  private static final long serialVersionUID = 1L;

  OvertakenException(String message, Throwable cause) {
    super(message, cause);
  }
}
