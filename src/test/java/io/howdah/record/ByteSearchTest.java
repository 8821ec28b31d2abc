package io.howdah.record;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ByteSearchTest {
  @Property(tries = 20_000)
  void findsTheFirstPlaceThatALoopFinds(
      @ForAll byte[] bytes,
      @ForAll byte anyByte,
      @ForAll boolean isThere,
      @ForAll @IntRange(max = 1_000) int one,
      @ForAll @IntRange(max = 1_000) int other) {
    int first = one % (bytes.length + 1);
    int second = other % (bytes.length + 1);
    int from = Math.min(first, second);
    int to = Math.max(first, second);
    byte wanted = isThere && from < bytes.length ? bytes[(from + bytes.length) / 2] : anyByte;
    int expected = from;
    while (expected < to && bytes[expected] != wanted) {
      expected++;
    }
    assertThat(new ByteSearch(wanted).find(bytes, from, to)).isEqualTo(expected);
  }
}
