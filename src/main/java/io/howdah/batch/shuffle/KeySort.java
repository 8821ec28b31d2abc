package io.howdah.batch.shuffle;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Sorts records of a {@link RecordBuffer} by key, those of one key in the order in which they came.
 * A radix sort over four bytes of the keys at a time, most significant first, what all keys of a
 * group have in common left out; its time does not depend on the keys' order.
 */
final class KeySort {
  /** So many are sorted by comparison. */
  private static final int FEW = 20;

  private static final int RADIX_BITS = 7;
  private static final int RADIX = 1 << RADIX_BITS;

  /** An item is a digit of 35 bits, five times seven, and the place of its record. */
  private static final int PLACE_BITS = Long.SIZE - 5 * RADIX_BITS;

  private static final int PLACE = (1 << PLACE_BITS) - 1;

  private final RecordBuffer records;
  private final int[] positions;
  private final int[] places;
  private long[] items;
  private long[] spare;

  private KeySort(RecordBuffer records, int[] positions, int size) {
    this.records = records;
    this.positions = positions;
    this.places = new int[size];
    this.items = new long[size];
    this.spare = new long[size];
  }

  /** Records whose keys have that many bytes in common. */
  private record Group(int from, int to, int common) {}

  /**
   * @param positions of the records; sorted in place
   * @param size how many of them count
   */
  static void sort(RecordBuffer records, int[] positions, int size) {
    new KeySort(records, positions, size).sort(size);
  }

  private void sort(int size) {
    Deque<Group> todo = new ArrayDeque<>();
    if (size > 1) {
      todo.push(new Group(0, size, 0));
    }
    while (!todo.isEmpty()) {
      part(todo.pop(), todo);
    }
  }

  /** Sorts a group by its next digit; what that leaves equal are groups of their own. */
  private void part(Group group, Deque<Group> todo) {
    int from = group.from;
    int size = group.to - from;
    int common = group.common + common(group);
    for (int i = 0; i < size; i++) {
      items[i] = records.digit(positions[from + i], common) << PLACE_BITS | i;
    }
    radix(size);
    System.arraycopy(positions, from, places, 0, size);
    for (int i = 0; i < size; i++) {
      positions[from + i] = places[(int) items[i] & PLACE];
    }
    for (int begin = 0, end; begin < size; begin = end) {
      long digit = items[begin] >>> PLACE_BITS;
      end = begin + 1;
      while (end < size && items[end] >>> PLACE_BITS == digit) {
        end++;
      }
      // a digit of less than four bytes is the keys' end: they are the same
      if ((digit & Integer.BYTES) == 0) {
        continue;
      }
      if (end - begin <= FEW) {
        sortFew(from + begin, from + end, common + Integer.BYTES);
      } else {
        todo.push(new Group(from + begin, from + end, common + Integer.BYTES));
      }
    }
  }

  /** How many more bytes all keys of a group have in common. */
  private int common(Group group) {
    int first = positions[group.from];
    int common = records.keyLength(first) - group.common;
    for (int i = group.from + 1; i < group.to && common > 0; i++) {
      common = Math.min(common, records.commonKey(first, positions[i], group.common));
    }
    return common;
  }

  /**
   * Sorts the items by their digit, from its lowest bits up; each pass keeps the order of equals.
   */
  private void radix(int size) {
    for (int shift = PLACE_BITS; shift < Long.SIZE; shift += RADIX_BITS) {
      int[] next = new int[RADIX + 1];
      for (int i = 0; i < size; i++) {
        next[((int) (items[i] >>> shift) & (RADIX - 1)) + 1]++;
      }
      if (next[((int) (items[0] >>> shift) & (RADIX - 1)) + 1] == size) {
        continue; // all the same
      }
      Arrays.parallelPrefix(next, Integer::sum);
      for (int i = 0; i < size; i++) {
        spare[next[(int) (items[i] >>> shift) & (RADIX - 1)]++] = items[i];
      }
      long[] sorted = spare;
      spare = items;
      items = sorted;
    }
  }

  private void sortFew(int from, int to, int common) {
    for (int i = from + 1; i < to; i++) {
      int moved = positions[i];
      int at = i;
      while (at > from && records.compareKeys(positions[at - 1], moved, common) > 0) {
        positions[at] = positions[at - 1];
        at--;
      }
      positions[at] = moved;
    }
  }
}
