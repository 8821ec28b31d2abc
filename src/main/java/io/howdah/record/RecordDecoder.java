package io.howdah.record;

import java.nio.ByteBuffer;

/**
 * Turns one input record into a key, a time and features. Not thread-safe: a decoder owns its
 * scratch buffers.
 *
 * @param <R> how the input format hands records over: {@code Text} for CSV and JSON lines
 */
public interface RecordDecoder<R> {
  /**
   * Decodes one record.
   *
   * @throws InvalidRecordException with the cause, when the record cannot be scored; the sink's row
   *     is then abandoned, whatever was written to it
   */
  void decode(R record, RecordSink sink) throws InvalidRecordException;

  /** The record as it came, as UTF-8 text: what a reject shows. Valid until the next record. */
  ByteBuffer raw(R record);
}
