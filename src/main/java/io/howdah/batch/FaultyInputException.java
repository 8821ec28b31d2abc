package io.howdah.batch;

import java.io.IOException;

/**
 * What a run was given is at fault: its records, files, model or options. It keeps these, so only a
 * new run can be better.
 */
final class FaultyInputException extends IOException {
  private static final long serialVersionUID = 1L;

  FaultyInputException(String message) {
    super(message);
  }

  FaultyInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
