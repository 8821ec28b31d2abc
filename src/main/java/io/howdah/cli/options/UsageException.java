package io.howdah.cli.options;

/** Arguments that do not fit; the message is one line and ends up on the console. */
public final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }
}
