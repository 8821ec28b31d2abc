package io.howdah.predict;

import io.howdah.record.RecordSink;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.indexer.FloatIndexer;

/**
 * A reused group of rows: features in one off-heap block of {@code [capacity, width]} floats, keys
 * and raw records in growing byte arrays. A decoder fills the {@link #open() open} row; the row
 * counts once it is {@link #close closed}, so a row whose decoding fails leaves no trace.
 */
public final class MiniBatch implements RecordSink {
  /** The time of a record that carries none. */
  public static final long NO_TIME = Long.MIN_VALUE;

  /** The place of a record whose place in the input nobody asks for. */
  public static final long NO_PLACE = -1;

  private static final ByteBuffer NO_RECORD = ByteBuffer.allocate(0);

  private final FloatPointer floats;
  private final FloatIndexer cells;
  private final int width;
  private final long[] times;
  private final long[] offsets;
  private final long[] places;
  private final String[] sources;
  private final int[] keyEnds;
  private final int[] rawEnds;
  private final int[] filledEnds;
  private byte[] keys;
  private byte[] raws;
  private int[] filled = new int[16];
  private int size;
  private int keyEnd;
  private int filledEnd;

  /**
   * @param capacity rows, at least 1
   * @param width of a row, the number of the model's inputs
   */
  public MiniBatch(int capacity, int width) {
    if (capacity < 1) {
      throw new IllegalArgumentException(
          "Invalid mini-batch size: " + capacity + " (must be >= 1)");
    }
    this.width = width;
    this.floats = new FloatPointer(Math.multiplyExact((long) capacity, width));
    this.cells = FloatIndexer.create(floats);
    this.times = new long[capacity];
    this.offsets = new long[capacity];
    this.places = new long[capacity];
    this.sources = new String[capacity];
    this.keyEnds = new int[capacity];
    this.rawEnds = new int[capacity];
    this.filledEnds = new int[capacity];
    this.keys = new byte[capacity * 16];
    this.raws = new byte[capacity * 64];
  }

  /** Makes the next row ready for a decoder. */
  public RecordSink open() {
    keyEnd = keyStart(size);
    filledEnd = filledStart(size);
    times[size] = NO_TIME;
    return this;
  }

  /** Counts the open row in, without a place. */
  public void close(String source, long offset, ByteBuffer raw) {
    close(source, offset, NO_PLACE, raw);
  }

  /**
   * Counts the open row in.
   *
   * @param place ascends in the order of the input; {@link #NO_PLACE} where nobody asks for it
   */
  public void close(String source, long offset, long place, ByteBuffer raw) {
    int start = rawStart(size);
    int end = start + raw.remaining();
    if (end > raws.length) {
      raws = Arrays.copyOf(raws, Math.max(end, raws.length * 2));
    }
    raw.get(raws, start, raw.remaining());
    rawEnds[size] = end;
    keyEnds[size] = keyEnd;
    filledEnds[size] = filledEnd;
    sources[size] = source;
    offsets[size] = offset;
    places[size] = place;
    size++;
  }

  @Override
  public void key(byte[] bytes, int offset, int length) {
    int start = keyStart(size);
    keyEnd = start + length;
    if (keyEnd > keys.length) {
      keys = Arrays.copyOf(keys, Math.max(keyEnd, keys.length * 2));
    }
    System.arraycopy(bytes, offset, keys, start, length);
  }

  @Override
  public void time(long epochMillis) {
    times[size] = epochMillis;
  }

  @Override
  public void feature(int slot, float value) {
    cells.put((long) size * width + slot, value);
  }

  @Override
  public void filled(int feature) {
    if (filledEnd == filled.length) {
      filled = Arrays.copyOf(filled, filledEnd * 2);
    }
    filled[filledEnd++] = feature;
  }

  /** Adds a copy of another mini-batch's row, without its record. */
  public void copy(MiniBatch from, int row) {
    open();
    key(from.keys, from.keyStart(row), from.keyLength(row));
    time(from.timeOf(row));
    for (int slot = 0; slot < width; slot++) {
      feature(slot, from.value(row, slot));
    }
    for (int i = from.filledStart(row); i < from.filledEnds[row]; i++) {
      filled(from.filled[i]);
    }
    close(from.source(row), from.offset(row), from.place(row), NO_RECORD);
  }

  /**
   * Copies all rows of another mini-batch, in the place of its own. Its memory stays where it is,
   * for engines keep its address.
   *
   * @param from of the same size
   */
  void copyAll(MiniBatch from) {
    if (from.capacity() != capacity() || from.width != width) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Invalid mini-batch: %d rows of %d (must be %d of %d)",
              from.capacity(),
              from.width,
              capacity(),
              width));
    }
    size = from.size;
    Pointer.memcpy(floats, from.floats, (long) size * width * Float.BYTES);
    System.arraycopy(from.times, 0, times, 0, size);
    System.arraycopy(from.offsets, 0, offsets, 0, size);
    System.arraycopy(from.places, 0, places, 0, size);
    System.arraycopy(from.sources, 0, sources, 0, size);
    System.arraycopy(from.keyEnds, 0, keyEnds, 0, size);
    System.arraycopy(from.rawEnds, 0, rawEnds, 0, size);
    System.arraycopy(from.filledEnds, 0, filledEnds, 0, size);
    keys = copied(from.keys, keyStart(size), keys);
    raws = copied(from.raws, rawStart(size), raws);
    int allFilled = filledStart(size);
    filled = allFilled > filled.length ? new int[from.filled.length] : filled;
    System.arraycopy(from.filled, 0, filled, 0, allFilled);
  }

  private static byte[] copied(byte[] bytes, int length, byte[] room) {
    byte[] target = length > room.length ? new byte[bytes.length] : room;
    System.arraycopy(bytes, 0, target, 0, length);
    return target;
  }

  public int size() {
    return size;
  }

  public int capacity() {
    return times.length;
  }

  public boolean isFull() {
    return size == times.length;
  }

  public void clear() {
    size = 0;
  }

  /** Floats of a row. */
  public int width() {
    return width;
  }

  /**
   * The features' memory, row after row: {@code capacity * width} floats, of which the first {@code
   * size * width} count. It lives as long as this mini-batch.
   */
  public FloatPointer floats() {
    return floats;
  }

  /** The bytes that hold all keys; row {@code i}'s lie at {@link #keyStart}, {@link #keyLength}. */
  public byte[] keys() {
    return keys;
  }

  public int keyStart(int row) {
    return row == 0 ? 0 : keyEnds[row - 1];
  }

  public int keyLength(int row) {
    return keyEnds[row] - keyStart(row);
  }

  /** A copy of the row's key. */
  public byte[] key(int row) {
    return Arrays.copyOfRange(keys, keyStart(row), keyEnds[row]);
  }

  /** The row's value in a slot. */
  public float value(int row, int slot) {
    return cells.get((long) row * width + slot);
  }

  /** The row's own time in epoch milliseconds, or {@link #NO_TIME}. */
  public long timeOf(int row) {
    return times[row];
  }

  public String source(int row) {
    return sources[row];
  }

  public long offset(int row) {
    return offsets[row];
  }

  /** The row's place in the order of the input, or {@link #NO_PLACE}. */
  public long place(int row) {
    return places[row];
  }

  /** The row's record as it came. */
  public ByteBuffer raw(int row) {
    int start = rawStart(row);
    return ByteBuffer.wrap(raws, start, rawEnds[row] - start);
  }

  /**
   * Adds 1 to the count of each feature that was filled in for the row's record.
   *
   * @param counts by feature
   * @return how many were
   */
  int countFilled(int row, long[] counts) {
    int start = filledStart(row);
    for (int i = start; i < filledEnds[row]; i++) {
      counts[filled[i]]++;
    }
    return filledEnds[row] - start;
  }

  private int filledStart(int row) {
    return row == 0 ? 0 : filledEnds[row - 1];
  }

  private int rawStart(int row) {
    return row == 0 ? 0 : rawEnds[row - 1];
  }
}
