package io.howdah.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.view.VersionState;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutcomeSentenceTest {
  private static final OptionalLong NONE = OptionalLong.empty();
  private static final OptionalLong OTHER = OptionalLong.of(Runs.BEFORE);

  private static String sentence(VersionState state, OptionalLong served) {
    return OutcomeSentence.of(Runs.run(state, served, manifest -> {}));
  }

  @Test
  void aPublishedVersionIsToldWithItsRows() {
    assertThat(OutcomeSentence.of(Runs.published()))
        .isEqualTo("Published version 2026-11-24T00:00:00Z of digits: 85 rows written.");
    assertThat(sentence(VersionState.PUBLISHED, OptionalLong.of(Runs.VERSION + 86_400_000)))
        .isEqualTo(
            "Published version 2026-11-24T00:00:00Z of digits: 85 rows written;"
                + " version 2026-11-25T00:00:00Z is served now.");
  }

  @Test
  void oneRowIsOne() {
    assertThat(
            OutcomeSentence.of(
                Runs.run(
                    VersionState.PUBLISHED,
                    OptionalLong.of(Runs.VERSION),
                    manifest -> ((ObjectNode) manifest.get("counts")).put("keysWritten", 1))))
        .endsWith(" of digits: 1 row written.");
  }

  @Test
  void aRefusalNamesTheGateAndWhatIsServed() {
    String refusal =
        OutcomeSentence.of(
            Runs.run(
                VersionState.REJECTED,
                OTHER,
                manifest ->
                    ((ObjectNode) manifest.at("/gates/max-reject-ratio")).put("passed", false)));
    assertThat(refusal)
        .isEqualTo(
            "Refused by gate max-reject-ratio: 10 of 100 records, 0.1000 (at most 0.2)."
                + " The version of 2026-11-23T00:00:00Z is still served.");
  }

  @Test
  void aFailureSaysWhyAndHowToGoOn() {
    assertThat(
            OutcomeSentence.of(
                Runs.run(
                    VersionState.FAILED,
                    NONE,
                    manifest -> manifest.put("failure", "Cannot write: no room is left"))))
        .isEqualTo(
            "Failed: Cannot write: no room is left; go on with: howdah score digits --resume"
                + " 1795478400000. No version is served.");
  }

  @Test
  void aFailureThatResumingCannotMendDoesNotAdviseIt() {
    assertThat(
            OutcomeSentence.of(
                Runs.run(
                    VersionState.FAILED,
                    NONE,
                    manifest -> manifest.put("failure", "Invalid header").put("wayOut", "ANEW"))))
        .isEqualTo(
            "Failed: Invalid header; a run keeps the input, model and options that it began with:"
                + " once that is fixed, begin a new one, with the command that began this."
                + " No version is served.");
  }

  @ParameterizedTest
  @EnumSource(
      value = VersionState.class,
      names = {"FAILED", "RUNNING", "STAGED"})
  void noRunIsAdvisedToGoOnOnceANewerVersionIsServed(VersionState state) {
    assertThat(sentence(state, OptionalLong.of(Runs.VERSION + 1)))
        .contains("howdah view describe digits")
        .doesNotContain("--resume");
  }

  @Test
  void aVersionThatIsLoadedAloneSaysHowToPublishIt() {
    assertThat(sentence(VersionState.LOADED, OTHER))
        .contains("howdah view publish digits 1795478400000")
        .endsWith("The version of 2026-11-23T00:00:00Z is still served.");
  }

  @ParameterizedTest
  @EnumSource(VersionState.class)
  void everyStateOfARunThatHasJustBegunHasASentence(VersionState state) {
    assertThat(OutcomeSentence.of(Runs.begun(state))).endsWith(".").doesNotContain("null");
  }
}
