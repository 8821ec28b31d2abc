package io.howdah.source;

import java.io.IOException;

/**
 * What a run was given is at fault: its records, files, model or options. It keeps these, so only a
 * new run can be better.
 */
public final class FaultyInputException extends IOException {
  private static final long serialVersionUID = 1L;

  public FaultyInputException(String message) {
    super(message);
  }

  public FaultyInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
