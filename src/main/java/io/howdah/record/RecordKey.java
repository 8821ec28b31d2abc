package io.howdah.record;

/** What a row key is: text of 1 to 32,767 bytes. */
public final class RecordKey {
  /** HBase's limit for a row: {@code HConstants.MAX_ROW_LENGTH}. */
  public static final int MAX_BYTES = Short.MAX_VALUE;

  private static final int SHOWN = 100;

  private RecordKey() {}

  /**
   * Rejects a key that HBase cannot hold, or that nobody could ask for.
   *
   * @throws InvalidRecordException if it is empty, too long or not UTF-8
   */
  public static void check(byte[] bytes, int from, int to) throws InvalidRecordException {
    if (from == to) {
      throw new InvalidRecordException(RejectCause.EMPTY_KEY, "Invalid key: empty");
    }
    if (to - from > MAX_BYTES) {
      throw new InvalidRecordException(
          RejectCause.OVERSIZED_KEY,
          "Invalid key: " + (to - from) + " bytes (must be <= " + MAX_BYTES + ")");
    }
    if (!Utf8.isValid(bytes, from, to)) {
      throw new InvalidRecordException(RejectCause.MALFORMED_TEXT, "Invalid key: not UTF-8");
    }
  }

  /**
   * The same for a key that is no part of a record.
   *
   * @return the key
   * @throws IllegalArgumentException if it is empty, too long or not UTF-8
   */
  public static byte[] require(byte[] key) {
    try {
      check(key, 0, key.length);
      return key;
    } catch (InvalidRecordException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * Makes sure that somebody can ask for such a key.
   *
   * @throws IllegalArgumentException as {@link #bytes}
   */
  public static void require(String key) {
    var unused = bytes(key);
  }

  /**
   * The bytes of a key that somebody asks for.
   *
   * @throws IllegalArgumentException if it is empty, too long, or no text: half a surrogate pair
   *     would become another key
   */
  public static byte[] bytes(String key) {
    return require(
        Utf8.bytes(key)
            .orElseThrow(
                () -> new IllegalArgumentException("Invalid key: it is not Unicode text")));
  }

  /** A key as a line of text shows it. */
  public static String shown(String key) {
    return Excerpt.of(key, SHOWN);
  }
}
