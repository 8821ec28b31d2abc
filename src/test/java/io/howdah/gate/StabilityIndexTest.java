package io.howdah.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class StabilityIndexTest {
  private static double index(long[] before, long[] after) {
    return StabilityIndex.of(before, after).value();
  }

  @Test
  void isThatComputedByHand() {
    // shares 50.5/101 and 50.5/101 against 75.5/101 and 25.5/101:
    // (0.747525 - 0.5) ln(0.747525 / 0.5) + (0.252475 - 0.5) ln(0.252475 / 0.5)
    assertThat(index(new long[] {50, 50}, new long[] {75, 25})).isCloseTo(0.268677, within(1e-6));
    // shares 90.5/1001.5, 900.5/1001.5, 10.5/1001.5 against 200.5, 600.5, 200.5 of the same
    assertThat(index(new long[] {90, 900, 10}, new long[] {200, 600, 200}))
        .isCloseTo(0.087370 + 0.121374 + 0.559554, within(2e-6));
  }

  @Test
  void isZeroForEqualSharesAndTheSameBothWays() {
    assertThat(index(new long[] {10, 20, 30}, new long[] {10, 20, 30})).isZero();
    assertThat(index(new long[] {1000, 2000}, new long[] {3000, 6000})).isLessThan(1e-7);
    long[] one = {5, 0, 17, 3};
    long[] other = {9, 4, 0, 30};
    assertThat(index(one, other)).isCloseTo(index(other, one), within(1e-12));
  }

  @Test
  void anEmptyBucketIsFiniteAndOneThatIsEmptyOnBothSidesDoesNotCount() {
    assertThat(index(new long[] {100, 0}, new long[] {50, 50})).isFinite().isGreaterThan(1);
    assertThat(index(new long[] {0, 50, 0, 50}, new long[] {0, 75, 0, 25}))
        .isEqualTo(index(new long[] {50, 50}, new long[] {75, 25}));
  }

  @Test
  void aSingleBucketIsAlwaysTheSame() {
    assertThat(StabilityIndex.of(new long[] {3}, new long[] {700}))
        .isEqualTo(new StabilityIndex(0, 0));
  }

  @Test
  void samplesOfOneDistributionStayBelowWhatChanceGives() {
    Random random = new Random(42);
    int above = 0;
    int aboveAQuarter = 0;
    for (int round = 0; round < 2000; round++) {
      StabilityIndex index = StabilityIndex.of(sample(random, 60), sample(random, 60));
      above += index.value() > index.chance() ? 1 : 0;
      aboveAQuarter += index.value() > 0.25 ? 1 : 0;
    }
    assertThat(above).isLessThan(10); // 2 of 2,000 are expected
    assertThat(aboveAQuarter).isGreaterThan(1000); // why chance must be told
  }

  private static long[] sample(Random random, int rows) {
    long[] counts = new long[20];
    for (int i = 0; i < rows; i++) {
      counts[random.nextInt(counts.length)]++;
    }
    return counts;
  }
}
