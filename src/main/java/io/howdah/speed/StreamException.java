package io.howdah.speed;

import java.io.IOException;

/** A stream cannot begin or go on; the message says why and what to do. */
public final class StreamException extends IOException {
  private static final long serialVersionUID = 1L;

  public StreamException(String message) {
    super(message);
  }

  public StreamException(String message, Throwable cause) {
    super(message, cause);
  }
}
