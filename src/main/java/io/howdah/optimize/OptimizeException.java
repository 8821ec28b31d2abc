package io.howdah.optimize;

import java.io.IOException;

/** A model that cannot be made smaller or faster this way; the message is one line. */
public final class OptimizeException extends IOException {
  private static final long serialVersionUID = 1L;

  public OptimizeException(String message) {
    super(message);
  }
}
