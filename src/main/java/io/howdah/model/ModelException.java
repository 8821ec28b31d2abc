package io.howdah.model;

import java.io.IOException;

/** A model artifact that cannot be used; the message is one line that names what is wrong. */
public final class ModelException extends IOException {
  private static final long serialVersionUID = 1L;

  public ModelException(String message) {
    super(message);
  }

  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
