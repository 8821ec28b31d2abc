package io.howdah.source;

import io.howdah.record.RecordSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Row keys of sampled records, and the quantiles that split a table evenly. */
public final class KeySample {
  private static final int RECORDS = 10_000;

  private KeySample() {}

  /**
   * The keys that records of a sample have.
   *
   * @param key name of the column that is the row key
   * @throws IllegalArgumentException if the records have no such column
   */
  public static List<byte[]> of(RecordSample sample, String key) throws IOException {
    return of(sample, key, new ArrayList<>());
  }

  /**
   * @param rejects takes why records have none
   */
  private static List<byte[]> of(RecordSample sample, String key, List<String> rejects)
      throws IOException {
    List<byte[]> keys = new ArrayList<>();
    sample.readAll(
        new RecordSchema(key, Optional.empty(), List.of()),
        (batch, row) -> keys.add(batch.key(row)),
        // a record without a key is the job's to reject; it says nothing of how keys are spread
        (cause, message, file, offset, raw) -> rejects.add(message));
    return keys;
  }

  /**
   * Where to split a table so that the keys of an input are spread evenly.
   *
   * @param key name of the column that is the row key
   * @throws IllegalArgumentException if the records have no such column
   */
  public static byte[][] splits(RecordSource source, String key, int regions) throws IOException {
    List<String> rejects = new ArrayList<>();
    List<byte[]> keys = of(source.sample(RECORDS), key, rejects);
    if (keys.isEmpty()) {
      throw new IOException(
          "Cannot split by "
              + key
              + ": no record of "
              + source.name()
              + " has it"
              + rejects.stream().findFirst().map(reject -> " (" + reject + ")").orElse(""));
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
