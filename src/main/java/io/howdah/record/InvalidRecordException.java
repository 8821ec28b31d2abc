package io.howdah.record;

/**
 * A record that cannot become features. Expected on dirty input and thrown once per record, so it
 * carries no stack trace.
 */
public final class InvalidRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  private final RejectCause rejectCause;

  public InvalidRecordException(RejectCause rejectCause, String message) {
    super(message, null, false, false);
    this.rejectCause = rejectCause;
  }

  public RejectCause rejectCause() {
    return rejectCause;
  }
}
