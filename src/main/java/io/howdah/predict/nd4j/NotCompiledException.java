package io.howdah.predict.nd4j;

/**
 * A network cannot be compiled; the message is the reason, such as {@code nd4j does not know …}.
 */
public final class NotCompiledException extends Exception {
  private static final long serialVersionUID = 1L;

  NotCompiledException(String reason) {
    super(reason);
  }

  NotCompiledException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
