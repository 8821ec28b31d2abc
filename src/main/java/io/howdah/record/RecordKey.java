package io.howdah.record;

/** The limits of a row key. */
public final class RecordKey {
  /** HBase's limit for a row: {@code HConstants.MAX_ROW_LENGTH}. */
  public static final int MAX_BYTES = Short.MAX_VALUE;

  private RecordKey() {}

  /** Rejects a key that HBase cannot hold. */
  public static void check(int length) throws InvalidRecordException {
    if (length == 0) {
      throw new InvalidRecordException(RejectCause.EMPTY_KEY, "Invalid key: empty");
    }
    if (length > MAX_BYTES) {
      throw new InvalidRecordException(
          RejectCause.OVERSIZED_KEY,
          "Invalid key: " + length + " bytes (must be <= " + MAX_BYTES + ")");
    }
  }
}
