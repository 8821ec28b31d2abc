package io.howdah.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FieldSplitterTest {
  @Test
  void theRoomForAFieldOfTheLongestRecordIsAnArraysLength() {
    assertThat(FieldSplitter.room(7)).isEqualTo(14);
    assertThat(FieldSplitter.room(1 << 29)).isEqualTo(1_073_741_824);
    assertThat(FieldSplitter.room(1 << 30)).isEqualTo(2_147_483_639);
    assertThat(FieldSplitter.room(Integer.MAX_VALUE - 8)).isEqualTo(2_147_483_639);
  }
}
