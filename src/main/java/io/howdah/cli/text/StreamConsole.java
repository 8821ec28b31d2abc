package io.howdah.cli.text;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.report.Numbers;
import io.howdah.speed.Stream;
import io.howdah.speed.StreamConfig;
import io.howdah.speed.StreamStatus;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Tells people how a stream gets on: one line that changes on a terminal, lines elsewhere. */
public final class StreamConsole implements Stream.Listener {
  private static final long BETWEEN_LINES = TimeUnit.SECONDS.toNanos(10);

  private final PrintStream console;
  private final boolean terminal = ConsoleListener.isTerminal();
  private long lastLine;
  private StreamStatus last;

  public StreamConsole(PrintStream console) {
    this.console = console;
  }

  public void begins(StreamConfig config) {
    console.println(
        "streaming topic "
            + config.topic()
            + " into view "
            + config.view()
            + " as group "
            + config.group()
            + "; dead letters go to "
            + config.deadLetterTopic());
    lastLine = System.nanoTime();
  }

  @Override
  public void progress(StreamStatus status) {
    last = status;
    if (terminal) {
      console.print("\r" + line(status) + "\u001b[K");
      console.flush();
    } else if (System.nanoTime() - lastLine >= BETWEEN_LINES) {
      lastLine = System.nanoTime();
      console.println(line(status));
    }
  }

  @Override
  public void says(String message) {
    console.println((terminal ? "\r\u001b[K" : "") + message);
  }

  public void ends() {
    if (last != null) {
      says("done: " + Numbers.counted(last.events(), "event") + ", " + outcomes(last));
    }
  }

  /** Where the stream ended, for programs. */
  public ObjectNode json(StreamConfig config) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("view", config.view())
            .put("topic", config.topic())
            .put("group", config.group());
    if (last == null) {
      return node;
    }
    ObjectNode filled = node.objectNode();
    last.filledIn().records().forEach(filled::put);
    return node.put("model", last.model())
        .put("events", last.events())
        .put("predictions", last.rows().predictions())
        .put("deletions", last.rows().deletions())
        .put("outdated", last.rows().outdated())
        .put("inSeconds", last.rows().inSeconds())
        .put("deadLetters", last.letters())
        .put("lag", last.lag().isPresent() ? (Long) last.lag().getAsLong() : null)
        .set("filledIn", filled);
  }

  /** The feature that was filled in most, in brackets; nothing where none was. */
  private static String filledIn(StreamStatus status) {
    return status
        .filledIn()
        .worst()
        .map(
            feature ->
                String.format(
                    Locale.ROOT,
                    " (%s filled in for %,d%s)",
                    feature,
                    status.filledIn().most(),
                    status.filledIn().features() == 1
                        ? ""
                        : ", and "
                            + Numbers.counted(status.filledIn().features() - 1, "more feature")))
        .orElse("");
  }

  /** What became of the events. */
  private static String outcomes(StreamStatus status) {
    return Numbers.counted(status.rows().predictions(), "prediction")
        + filledIn(status)
        + ", "
        + Numbers.counted(status.rows().deletions(), "deletion")
        + ", "
        + Numbers.counted(status.letters(), "dead letter")
        + (status.rows().outdated() == 0
            ? ""
            : String.format(
                Locale.ROOT,
                ", %,d outdated (older than the published version: not seen)",
                status.rows().outdated()));
  }

  private static String line(StreamStatus status) {
    return String.format(
        Locale.ROOT,
        "%s (%,.0f/s), %s, lag %s, model %s",
        Numbers.counted(status.events(), "event"),
        status.rate(),
        outcomes(status),
        status.lag().isPresent()
            ? String.format(Locale.ROOT, "%,d", status.lag().getAsLong())
            : "unknown",
        status.model());
  }
}
