package io.howdah.tune;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.predict.Engine;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RecommendationTest {
  private static final Recommendation BY_THROUGHPUT = new Recommendation(OptionalDouble.empty());

  private static Measured measured(
      Engine engine, int threads, int batchSize, double rate, double p99) {
    return new Measured(new Candidate(engine, threads, batchSize), rate, p99 / 2, p99, 0.5, 0);
  }

  private static Measured nd4j(int batchSize, double rate, double p99) {
    return measured(Engine.ND4J, 1, batchSize, rate, p99);
  }

  @Test
  void theSmallestWithinFivePercentOfTheBestIsEnough() {
    Measured enough = nd4j(64, 95, 1);
    List<Measured> sweep =
        List.of(nd4j(16, 94.9, 1), enough, nd4j(256, 99, 3), nd4j(1024, 100, 12));
    assertThat(BY_THROUGHPUT.ofEach(sweep)).containsExactly(enough);
  }

  @Test
  void withALimitTheFastestWithinItIsTakenHoweverLarge() {
    Measured fastest = nd4j(256, 99, 3);
    List<Measured> sweep = List.of(nd4j(64, 96, 1), fastest, nd4j(1024, 100, 12));
    assertThat(new Recommendation(OptionalDouble.of(3)).ofEach(sweep)).containsExactly(fastest);
  }

  @Test
  void whereNothingIsSoonEnoughNothingIsRecommended() {
    Recommendation strict = new Recommendation(OptionalDouble.of(0.5));
    List<Measured> sweep = List.of(nd4j(1, 10, 0.6), nd4j(64, 96, 1));
    assertThat(strict.ofEach(sweep)).isEmpty();
    assertThat(strict.best(sweep)).isEmpty();
  }

  @Test
  void eachEngineHasItsOwnAndTheBestIsTheFastestOfThem() {
    Measured slow = measured(Engine.DL4J, 1, 128, 50, 1);
    Measured fast = nd4j(256, 200, 1);
    List<Measured> sweep = List.of(nd4j(16, 20, 1), fast, slow, nd4j(16, 40, 1));
    assertThat(BY_THROUGHPUT.ofEach(sweep)).containsExactly(fast, slow);
    assertThat(BY_THROUGHPUT.best(sweep)).contains(fast);
  }

  @Test
  void twoThreadsMustBeMoreThanTwiceAsFastAsOne() {
    Measured one = nd4j(256, 100, 1);
    Measured two = measured(Engine.ND4J, 2, 256, 199, 1);
    assertThat(BY_THROUGHPUT.best(List.of(one, two))).contains(one);
  }
}
