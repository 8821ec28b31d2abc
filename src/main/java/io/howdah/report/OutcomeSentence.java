package io.howdah.report;

import io.howdah.record.Excerpt;
import io.howdah.run.RunManifest;
import io.howdah.run.WayOut;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How a run ended, in a sentence or two that need no manual. */
final class OutcomeSentence {
  private static final int REASON = 350; // characters

  private OutcomeSentence() {}

  static String of(ReportedVersion run) {
    return switch (run.state()) {
      case PUBLISHED ->
          "Published "
              + name(run)
              + rows(run)
              + overridden(run.manifest())
              + (run.isServed() ? "." : replaced(run))
              + hides(run.manifest());
      case LOADED ->
          "Loaded "
              + name(run)
              + rows(run)
              + ", and did not publish it; publish it with: howdah view publish "
              + run.view()
              + " "
              + run.version()
              + still(run);
      case REJECTED -> "Refused by gate " + refusal(run.manifest()) + still(run);
      case FAILED ->
          "Failed: "
              + Optional.ofNullable(reason(run.manifest().failure())).orElse("its driver died")
              + "; "
              + wayOut(run)
              + still(run);
      case RUNNING, STAGED ->
          "Not finished: "
              + name(run)
              + " is "
              + run.state()
              + "; if nobody works on it, "
              + wayOut(run)
              + still(run);
      case RETIRED -> "Published and since retired: " + name(run) + rows(run) + replaced(run);
      case ROLLED_BACK -> "Rolled back: " + name(run) + rows(run) + replaced(run);
    };
  }

  private static String wayOut(ReportedVersion run) {
    WayOut wayOut = kind(run);
    return wayOut == WayOut.RESUME
        ? "go on with: " + resume(run)
        : wayOut.advice(run.view(), run.version());
  }

  /** What the failure calls for; no run goes on once a newer version is served. */
  private static WayOut kind(ReportedVersion run) {
    if (run.served().isPresent() && run.served().getAsLong() > run.version()) {
      return WayOut.LOOK;
    }
    return Optional.ofNullable(run.manifest().wayOut()).orElse(WayOut.RESUME);
  }

  /** The command that goes on with it; null where nothing does. */
  static String resume(ReportedVersion run) {
    return kind(run) == WayOut.RESUME ? WayOut.resume(run.view(), run.version()) : null;
  }

  private static String name(ReportedVersion run) {
    return "version " + time(run.version()) + " of " + run.view();
  }

  private static String rows(ReportedVersion run) {
    return run.manifest().counts() == null
        ? ""
        : ": " + Numbers.counted(run.manifest().counts().keysWritten(), "row") + " written";
  }

  private static String refusal(RunManifest manifest) {
    List<String> refusing =
        manifest.gates().entrySet().stream()
            .filter(gate -> gate.getValue().refuses())
            .map(gate -> gate.getKey() + ": " + gate.getValue().text())
            .toList();
    return refusing.isEmpty()
        ? "of which nothing is known any more"
        : reason(refusing.get(0))
            + (refusing.size() == 1 ? "" : ", and by " + (refusing.size() - 1) + " more");
  }

  /** Short enough for what follows not to be cut. */
  private static String reason(String text) {
    return Excerpt.of(text, REASON);
  }

  private static String overridden(RunManifest manifest) {
    return manifest.gates().entrySet().stream()
        .filter(gate -> gate.getValue().overridden() != null)
        .findFirst() // one option gives the same reason for all
        .map(
            gate ->
                ", although gate "
                    + gate.getKey()
                    + " refused ("
                    + reason(gate.getValue().overridden())
                    + ")")
        .orElse("");
  }

  private static String hides(RunManifest manifest) {
    return manifest.hides() == null || !manifest.hides().any()
        ? ""
        : " It hides " + manifest.hides().text() + ".";
  }

  private static String replaced(ReportedVersion run) {
    return run.served().isPresent()
        ? "; version " + time(run.served().getAsLong()) + " is served now."
        : "; no version is served now.";
  }

  private static String still(ReportedVersion run) {
    return run.served().isPresent()
        ? ". The version of " + time(run.served().getAsLong()) + " is still served."
        : ". No version is served.";
  }

  private static String time(long version) {
    return Instant.ofEpochMilli(version).toString();
  }
}
