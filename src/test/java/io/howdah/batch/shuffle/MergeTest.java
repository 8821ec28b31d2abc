package io.howdah.batch.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.model.Task;
import io.howdah.predict.Interpreter;
import io.howdah.predict.Merge;
import io.howdah.predict.MiniBatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MergeTest {
  private static final Interpreter YES_OR_NO =
      new Interpreter(Task.CLASSIFICATION, List.of("no", "yes"), false);

  private static ScoredRecord scored(long time, int label, float... scores) {
    return at(MiniBatch.NO_PLACE, time, label, scores);
  }

  private static ScoredRecord at(long place, long time, int label, float... scores) {
    ScoredRecord record = new ScoredRecord();
    record.set(time, place, label, scores[label], scores, 0, scores.length);
    return record;
  }

  private static RecordMerger.Kept merge(String merge, ScoredRecord... records) throws Exception {
    return new RecordMerger(Merge.of(merge)).merge(List.of(records), YES_OR_NO);
  }

  @Test
  void latestKeepsTheNewestRecord() throws Exception {
    var kept = merge("latest", at(3, 1, 0, .9f), at(1, 3, 0, .2f), at(2, 2, 0, .8f));
    assertThat(kept.seen()).isEqualTo(3);
    assertThat(kept.records()).containsExactly(at(1, 3, 0, .2f));
  }

  @Test
  void latestKeepsTheLastRecordOfTheInputWhereThereIsNoTime() throws Exception {
    long none = MiniBatch.NO_TIME;
    assertThat(merge("latest", at(7, none, 0, .2f), at(5, none, 0, .9f)).records())
        .containsExactly(at(7, none, 0, .2f));
    assertThat(merge("latest", at(5, none, 0, .2f), at(7, none, 0, .9f)).records())
        .containsExactly(at(7, none, 0, .9f));
  }

  @Test
  void latestKeepsTheLastRecordOfTheInputWhereTimesAreEqual() throws Exception {
    var kept = merge("latest", at(7, 3, 0, .2f), at(6, 3, 0, .9f), at(8, 2, 0, .95f));
    assertThat(kept.records()).containsExactly(at(7, 3, 0, .2f));
  }

  @Test
  void maxKeepsTheHighestScore() throws Exception {
    var kept = merge("max", scored(1, 0, .2f), scored(3, 0, .9f));
    assertThat(kept.records()).containsExactly(scored(3, 0, .9f));
  }

  @Test
  void topKeepsTheBestInOrder() throws Exception {
    var kept = merge("top:2", scored(1, 0, .2f), scored(2, 0, .9f), scored(3, 0, .5f));
    assertThat(kept.records()).containsExactly(scored(2, 0, .9f), scored(3, 0, .5f));
  }

  @Test
  void meanAveragesEveryOutputAndChoosesTheLabelAnew() throws Exception {
    var kept = merge("mean", scored(1, 0, .75f, .25f), scored(2, 1, .125f, .875f));
    assertThat(kept.records()).containsExactly(scored(2, 1, .4375f, .5625f));
  }

  @ParameterizedTest
  @CsvSource({"0.25, 0.5, 0, 0.625", "0.75, 0.5, 1, 0.625", "0.75, 0.25, 1, 0.5"})
  void meanOfOneOutputIsJudgedByTheThresholdAsARecordIs(
      float one, float other, int label, float score) throws Exception {
    var kept = merge("mean", scored(1, 0, one), scored(2, 0, other)).records();
    assertThat(kept).extracting(ScoredRecord::label).containsExactly(label);
    assertThat(kept).extracting(ScoredRecord::score).containsExactly(score);
  }

  @Test
  void meanOfASingleRecordIsThatRecordWithItsLabel() throws Exception {
    ScoredRecord no = new ScoredRecord();
    no.set(1, MiniBatch.NO_PLACE, 0, .75f, new float[] {.25f}, 0, 1);
    assertThat(merge("mean", no).records()).containsExactly(no);
  }

  @ParameterizedTest
  @EnumSource(
      value = Task.class,
      names = {"REGRESSION", "MULTI_LABEL", "EMBEDDING"})
  void meanOfATaskWithoutAWinningLabelHasNone(Task task) throws Exception {
    Interpreter model = new Interpreter(task, List.of(), false);
    var kept =
        new RecordMerger(Merge.of("mean"))
            .merge(List.of(scored(1, 0, -3, 5), scored(2, 0, 1, 6)), model)
            .records();
    assertThat(kept.get(0).label()).isEqualTo(-1);
    assertThat(kept.get(0).scores()).containsExactly(-1, 5.5f);
  }

  @Test
  void failRefusesASecondRecord() {
    assertThatThrownBy(() -> merge("fail", scored(1, 0, .1f), scored(1, 0, .1f)))
        .hasMessageContaining("more than one record");
  }

  @Test
  void noMergeDependsOnTheOrderOfArrival() throws Exception {
    Random random = new Random(7);
    List<ScoredRecord> records = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      records.add(at(i, random.nextInt(5), 0, random.nextFloat(), random.nextFloat()));
    }
    for (String policy : List.of("latest", "max", "mean", "top:7")) {
      RecordMerger merger = new RecordMerger(Merge.of(policy));
      List<ScoredRecord> first = merger.merge(records, YES_OR_NO).records();
      for (int round = 0; round < 20; round++) {
        Collections.shuffle(records, random);
        assertThat(merger.merge(records, YES_OR_NO).records()).as(policy).isEqualTo(first);
      }
    }
  }

  @Test
  void mergingInPartsChangesNothingWhereItIsSaidToBeExact() throws Exception {
    Random random = new Random(9);
    List<ScoredRecord> records = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      records.add(at(i, random.nextInt(5), 0, random.nextFloat()));
    }
    for (String policy : List.of("latest", "max", "top:3")) {
      Merge merge = Merge.of(policy);
      assertThat(merge.isExactInParts()).isTrue();
      RecordMerger merger = new RecordMerger(merge);
      List<ScoredRecord> parts = new ArrayList<>(merger.best(records.subList(0, 30)).records());
      parts.addAll(merger.best(records.subList(30, 100)).records());
      assertThat(merger.merge(parts, YES_OR_NO).records())
          .isEqualTo(merger.merge(records, YES_OR_NO).records());
    }
  }

  @ParameterizedTest
  @CsvSource({"latest", "max", "top:1", "top:3"})
  void whatIsLeftOfSeveralRecordsCountsAsADoubledKey(String policy) throws Exception {
    RecordMerger merger = new RecordMerger(Merge.of(policy));
    ScoredRecord one = at(1, 1, 0, .5f);
    assertThat(merger.merge(List.of(one), YES_OR_NO).isDoubled()).isFalse();
    List<ScoredRecord> left = merger.best(List.of(one, at(2, 1, 0, .25f))).records();
    assertThat(merger.merge(left, YES_OR_NO).isDoubled()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "latest, CLASSIFICATION",
    "latest, REGRESSION",
    "latest, MULTI_LABEL",
    "latest, EMBEDDING",
    "max, CLASSIFICATION",
    "max, REGRESSION",
    "max, MULTI_LABEL",
    "mean, CLASSIFICATION",
    "mean, REGRESSION",
    "mean, MULTI_LABEL",
    "mean, EMBEDDING",
    "top:3, CLASSIFICATION",
    "top:3, REGRESSION",
    "fail, CLASSIFICATION",
    "fail, REGRESSION",
    "fail, MULTI_LABEL",
    "fail, EMBEDDING"
  })
  void fitsWhatItsResultMeansSomethingFor(String merge, Task task) {
    Interpreter model = new Interpreter(task, List.of("a", "b"), false);
    assertThatCode(() -> Merge.of(merge).requireFits(model)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max | EMBEDDING | embedding, and such records have no score to compare"
            + " (must be latest, mean or fail)",
        "top:3 | EMBEDDING | embedding, and such records have no score to compare"
            + " (must be latest, mean or fail)",
        "top:3 | MULTI_LABEL | multi-label, and a place of the ranking cannot hold a record's"
            + " labels (must be latest, max, mean or fail)"
      })
  void refusesATaskForWhichItsResultMeansNothing(String merge, Task task, String why) {
    Interpreter model = new Interpreter(task, List.of(), false);
    assertThatThrownBy(() -> Merge.of(merge).requireFits(model))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot merge records by " + merge + ": the model's task is " + why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "latest | false | latest: the last record of the input was kept",
        "latest | true | latest: the record with the latest time was kept, of equal times the last"
            + " of the input",
        "max | false | max: the record with the highest score was kept",
        "mean | false | mean: the outputs of its records were averaged",
        "top:3 | true | top:3: the best 3 by score were kept"
      })
  void tellsByWhatRuleADoubledKeyGotItsPrediction(String merge, boolean timed, String rule) {
    assertThat(Merge.of(merge).rule(YES_OR_NO, timed)).isEqualTo(rule);
  }

  @Test
  void refusesAnUnknownPolicy() {
    assertThatThrownBy(() -> Merge.of("median"))
        .hasMessage(
            "Invalid merge: median (must be latest, max, mean, top:N with N <= 1000 or fail)");
  }
}
