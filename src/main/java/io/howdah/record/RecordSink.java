package io.howdah.record;

/**
 * Where a {@link RecordDecoder} puts what it finds: one row of a mini-batch. The implementation on
 * the data path writes features straight into off-heap memory.
 */
public interface RecordSink {
  /** The row key, {@code 1..}{@link RecordKey#MAX_BYTES} bytes; copied before this returns. */
  void key(byte[] bytes, int offset, int length);

  /**
   * The record's own time in milliseconds since the epoch. Not called where the card names none.
   */
  void time(long epochMillis);

  /**
   * One input of the model.
   *
   * @param slot position in the model's input, {@code 0..width-1}; every slot is written once a
   *     record
   * @param value finite
   */
  void feature(int slot, float value);

  /**
   * Tells that the schema filled a feature in: the record lacked it, or had a category that is not
   * listed.
   *
   * @param feature its place in the schema
   */
  default void filled(int feature) {}
}
