package io.howdah.source;

import io.howdah.record.InvalidRecordException;
import io.howdah.record.RecordDecoder;
import io.howdah.record.RecordSchema;
import io.howdah.record.RecordSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.io.Text;

/** Row keys of sampled records, and the quantiles that split a table evenly. */
public final class KeySample {
  private static final int RECORDS = 10_000;

  private KeySample() {}

  /**
   * The keys that records of a sample have.
   *
   * @param schema of which only the key counts
   */
  public static List<byte[]> of(InputSample sample, RecordSchema schema) {
    RecordDecoder<Text> decoder = sample.decoder(schema);
    List<byte[]> keys = new ArrayList<>();
    RecordSink sink =
        new RecordSink() {
          @Override
          public void key(byte[] bytes, int offset, int length) {
            keys.add(Arrays.copyOfRange(bytes, offset, offset + length));
          }

          @Override
          public void time(long epochMillis) {}

          @Override
          public void feature(int slot, float value) {}
        };
    sample.entries().forEach(entry -> decodeKey(decoder, entry, sink));
    return keys;
  }

  private static void decodeKey(
      RecordDecoder<Text> decoder, InputSample.Entry entry, RecordSink sink) {
    try {
      decoder.decodeKey(new Text(entry.bytes()), sink);
    } catch (InvalidRecordException e) {
      // a record without a key is the job's to reject; it says nothing of how keys are spread
      return;
    }
  }

  /**
   * Where to split a table so that the keys of an input are spread evenly.
   *
   * @param key name of the column that is the row key
   * @throws IllegalArgumentException if the records have no such column
   */
  public static byte[][] splits(TextSource source, String key, int regions) throws IOException {
    List<byte[]> keys =
        of(source.sample(RECORDS), new RecordSchema(key, Optional.empty(), List.of()));
    if (keys.isEmpty()) {
      throw new IOException(
          "Cannot split by " + key + ": no record of " + source.name() + " has it");
    }
    return splits(keys, regions);
  }

  /**
   * Where to split a table.
   *
   * @param regions wanted
   * @return at most {@code regions - 1} distinct keys that divide the sample evenly
   */
  public static byte[][] splits(List<byte[]> keys, int regions) {
    List<byte[]> sorted = keys.stream().sorted(Arrays::compareUnsigned).toList();
    List<byte[]> splits = new ArrayList<>();
    for (int i = 1; i < regions && !sorted.isEmpty(); i++) {
      byte[] split = sorted.get((int) ((long) i * sorted.size() / regions));
      byte[] last = splits.isEmpty() ? sorted.get(0) : splits.get(splits.size() - 1);
      if (Arrays.compareUnsigned(split, last) > 0) {
        splits.add(split);
      }
    }
    return splits.toArray(byte[][]::new);
  }
}
