package io.howdah.batch.shuffle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.hadoop.hbase.io.ImmutableBytesWritable;
import org.apache.hadoop.io.DataInputBuffer;

/**
 * Keys and scored records side by side in one growing array. A record is known by the position
 * where it begins: four bytes for the length of its key, four for that of its value, then both.
 */
final class RecordBuffer {
  private static final int HEADER = 2 * Integer.BYTES;
  private static final int FIRST_CAPACITY = 1 << 20;

  private final DataInputBuffer in = new DataInputBuffer();
  private ByteBuffer bytes = ByteBuffer.allocate(FIRST_CAPACITY);

  /** Bytes that a record takes. */
  static int length(ImmutableBytesWritable key, ScoredRecord record) {
    return HEADER + key.getLength() + record.length();
  }

  /** Adds a record and returns its position. */
  int add(ImmutableBytesWritable key, ScoredRecord record) {
    int position = bytes.position();
    int length = length(key, record);
    if (bytes.remaining() < length) {
      grow(Math.addExact(position, length));
    }
    bytes.putInt(key.getLength()).putInt(record.length());
    bytes.put(key.get(), key.getOffset(), key.getLength());
    record.write(bytes);
    return position;
  }

  private void grow(int needed) {
    int doubled = (int) Math.min(Integer.MAX_VALUE - HEADER, 2L * bytes.capacity());
    ByteBuffer larger = ByteBuffer.allocate(Math.max(needed, doubled));
    larger.put(bytes.flip());
    bytes = larger;
  }

  /** Bytes of all records. */
  int size() {
    return bytes.position();
  }

  void clear() {
    bytes.clear();
  }

  byte[] array() {
    return bytes.array();
  }

  int keyStart(int position) {
    return position + HEADER;
  }

  int keyLength(int position) {
    return bytes.getInt(position);
  }

  int valueStart(int position) {
    return position + HEADER + keyLength(position);
  }

  int valueLength(int position) {
    return bytes.getInt(position + Integer.BYTES);
  }

  /** Reads a record's value. */
  void read(int position, ScoredRecord record) {
    in.reset(bytes.array(), valueStart(position), valueLength(position));
    try {
      record.readFields(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // from memory: only if we wrote something else
    }
  }

  /**
   * Compares two keys byte by byte, as HBase does.
   *
   * @param from bytes of both that are known to be equal
   */
  int compareKeys(int position, int other, int from) {
    int start = keyStart(position);
    int otherStart = keyStart(other);
    return Arrays.compareUnsigned(
        bytes.array(),
        start + from,
        start + keyLength(position),
        bytes.array(),
        otherStart + from,
        otherStart + keyLength(other));
  }

  /** Length of what two keys have in common from there on. */
  int commonKey(int position, int other, int from) {
    int start = keyStart(position);
    int otherStart = keyStart(other);
    int different =
        Arrays.mismatch(
            bytes.array(),
            start + from,
            start + keyLength(position),
            bytes.array(),
            otherStart + from,
            otherStart + keyLength(other));
    return different < 0 ? keyLength(position) - from : different;
  }

  /**
   * Four bytes of a key from there on, and how many of them there are (0 to 4): unsigned, these
   * numbers are ordered as the keys are.
   *
   * @return 35 bits
   */
  long digit(int position, int from) {
    int start = keyStart(position) + from;
    int left = keyLength(position) - from;
    if (left >= Integer.BYTES) {
      return (bytes.getInt(start) & 0xFFFF_FFFFL) << 3 | Integer.BYTES;
    }
    long digit = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      digit = digit << Byte.SIZE | (i < left ? bytes.get(start + i) & 0xFF : 0);
    }
    return digit << 3 | left;
  }
}
