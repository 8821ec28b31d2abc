package io.howdah.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MergeTest {
  private static ScoredRecord scored(long time, int label, float... scores) {
    ScoredRecord record = new ScoredRecord();
    record.set(time, label, scores[label], scores, 0, scores.length);
    return record;
  }

  @Test
  void latestKeepsTheNewestRecord() throws Exception {
    var kept =
        Merge.of("latest").merge(List.of(scored(1, 0, .9f), scored(3, 0, .2f), scored(2, 0, .8f)));
    assertThat(kept.seen()).isEqualTo(3);
    assertThat(kept.records()).containsExactly(scored(3, 0, .2f));
  }

  @Test
  void maxKeepsTheHighestScore() throws Exception {
    var kept = Merge.of("max").merge(List.of(scored(1, 0, .2f), scored(3, 0, .9f)));
    assertThat(kept.records()).containsExactly(scored(3, 0, .9f));
  }

  @Test
  void topKeepsTheBestInOrder() throws Exception {
    var kept =
        Merge.of("top:2").merge(List.of(scored(1, 0, .2f), scored(2, 0, .9f), scored(3, 0, .5f)));
    assertThat(kept.records()).containsExactly(scored(2, 0, .9f), scored(3, 0, .5f));
  }

  @Test
  void meanAveragesEveryOutputAndChoosesTheLabelAnew() throws Exception {
    var kept =
        Merge.of("mean").merge(List.of(scored(1, 0, .75f, .25f), scored(2, 1, .125f, .875f)));
    assertThat(kept.records()).containsExactly(scored(2, 1, .4375f, .5625f));
  }

  @Test
  void failRefusesASecondRecord() {
    assertThatThrownBy(() -> Merge.of("fail").merge(List.of(scored(1, 0, .1f), scored(1, 0, .1f))))
        .hasMessageContaining("more than one record");
  }

  @Test
  void noMergeDependsOnTheOrderOfArrival() throws Exception {
    Random random = new Random(7);
    List<ScoredRecord> records = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      records.add(scored(random.nextInt(5), 0, random.nextFloat(), random.nextFloat()));
    }
    for (String policy : List.of("latest", "max", "mean", "top:7")) {
      List<ScoredRecord> first = Merge.of(policy).merge(records).records();
      for (int round = 0; round < 20; round++) {
        Collections.shuffle(records, random);
        assertThat(Merge.of(policy).merge(records).records()).as(policy).isEqualTo(first);
      }
    }
  }

  @Test
  void mergingInPartsChangesNothingWhereItIsSaidToBeExact() throws Exception {
    Random random = new Random(9);
    List<ScoredRecord> records = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      records.add(scored(random.nextInt(5), 0, random.nextFloat()));
    }
    for (String policy : List.of("latest", "max", "top:3")) {
      Merge merge = Merge.of(policy);
      assertThat(merge.isExactInParts()).isTrue();
      List<ScoredRecord> parts = new ArrayList<>(merge.merge(records.subList(0, 30)).records());
      parts.addAll(merge.merge(records.subList(30, 100)).records());
      assertThat(merge.merge(parts).records()).isEqualTo(merge.merge(records).records());
    }
  }

  @Test
  void refusesAnUnknownPolicy() {
    assertThatThrownBy(() -> Merge.of("median"))
        .hasMessage(
            "Invalid merge: median (must be latest, max, mean, top:N with N <= 1000 or fail)");
  }
}
