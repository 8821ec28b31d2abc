package io.howdah.record;

import java.nio.ByteBuffer;
import org.apache.hadoop.io.Text;

/** Refuses a record that is longer than the limit, which was cut, before anything is made of it. */
final class LimitedDecoder implements RecordDecoder<Text> {
  private final RecordDecoder<Text> decoder;
  private final int limit;

  LimitedDecoder(RecordDecoder<Text> decoder, int limit) {
    this.decoder = decoder;
    this.limit = limit;
  }

  @Override
  public void decode(Text record, RecordSink sink) throws InvalidRecordException {
    if (record.getLength() > limit) {
      throw new InvalidRecordException(RejectCause.OVERSIZED_RECORD, RecordFrames.oversized(limit));
    }
    decoder.decode(record, sink);
  }

  @Override
  public ByteBuffer raw(Text record) {
    return decoder.raw(record);
  }
}
