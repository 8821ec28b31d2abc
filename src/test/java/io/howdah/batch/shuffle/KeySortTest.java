package io.howdah.batch.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.predict.MiniBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.hadoop.hbase.io.ImmutableBytesWritable;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.Test;

class KeySortTest {
  @Property(tries = 300)
  void sortsAsHBaseDoes(@ForAll("keys") List<byte[]> keys) {
    assertThat(sorted(keys)).containsExactlyElementsOf(byHBase(keys));
  }

  /** Few letters, among them the largest and the smallest byte: many keys begin or are alike. */
  @Provide
  Arbitrary<List<byte[]>> keys() {
    return Arbitraries.of((byte) 0, (byte) 1, (byte) 'a', (byte) 0x7F, (byte) 0x80, (byte) 0xFF)
        .array(byte[].class)
        .ofMinSize(1)
        .ofMaxSize(12)
        .list()
        .ofMaxSize(400);
  }

  @Test
  void sortsKeysThatDifferBehindALongCommonBeginning() {
    List<byte[]> keys =
        IntStream.range(0, 5000)
            .mapToObj(i -> bytes("customer/0000" + Integer.toString(i * 7919 % 5000)))
            .toList();
    assertThat(sorted(keys)).containsExactlyElementsOf(byHBase(keys));
  }

  @Test
  void sortsKeysOfWhichEachBeginsTheNext() {
    List<byte[]> keys =
        IntStream.range(0, 3000).mapToObj(i -> bytes("a".repeat(1 + i * 7 % 3000))).toList();
    assertThat(sorted(keys)).containsExactlyElementsOf(byHBase(keys));
  }

  @Test
  void leavesTheRecordsOfAKeyInTheOrderInWhichTheyCame() {
    RecordBuffer records = new RecordBuffer();
    int[] positions = new int[3000];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = add(records, bytes("key-" + i % 3), i);
    }
    KeySort.sort(records, positions, positions.length);
    ScoredRecord record = new ScoredRecord();
    for (int i = 0; i < positions.length; i++) {
      records.read(positions[i], record);
      assertThat(record.time()).isEqualTo(i % 1000 * 3 + i / 1000);
    }
  }

  private static List<byte[]> byHBase(List<byte[]> keys) {
    return keys.stream().sorted(Bytes.BYTES_COMPARATOR).toList();
  }

  private static List<byte[]> sorted(List<byte[]> keys) {
    RecordBuffer records = new RecordBuffer();
    int[] positions = new int[keys.size()];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = add(records, keys.get(i), i);
    }
    KeySort.sort(records, positions, positions.length);
    List<byte[]> sorted = new ArrayList<>();
    for (int position : positions) {
      int start = records.keyStart(position);
      sorted.add(Bytes.copy(records.array(), start, records.keyLength(position)));
    }
    return sorted;
  }

  private static int add(RecordBuffer records, byte[] key, long time) {
    ScoredRecord record = new ScoredRecord();
    record.set(time, MiniBatch.NO_PLACE, 0, .5f, new float[0], 0, 0);
    return records.add(new ImmutableBytesWritable(key), record);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
