package io.howdah.cli;

import io.howdah.cli.options.Arguments;
import io.howdah.cli.options.Usage;
import io.howdah.files.Scratch;
import io.howdah.local.DigitsEvents;
import io.howdah.local.Home;
import io.howdah.local.LocalKafka;
import io.howdah.local.LocalRuntime;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.CommandLine;

/** {@code quickstart}: the whole way on real data, on this machine. */
public final class QuickstartCommand implements Command {
  private static final String VIEW = "digits";
  private static final String LAMBDA = "lambda";
  private static final String TOPIC = "digits-events";
  private static final int SHOWN = 5;

  @Override
  public Usage usage() {
    return new Usage(
        "quickstart",
        "Score real handwritten digits on this machine and look the predictions up.",
        "[--lambda]",
        List.of(
            Arguments.flag(
                LAMBDA,
                "go on with a Kafka: events take over from the batch view, and it from them")),
        List.of("quickstart", "quickstart --lambda"));
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    Path digits = Home.folder().resolve("src/examples/digits");
    if (!Files.isDirectory(digits)) {
      throw new IOException(
          "Cannot find the example at "
              + digits
              + "; run bin/howdah of a checkout or of an unpacked howdah-VERSION-bin.tar.gz");
    }
    say(session, "1. an HBase with ZooKeeper in the background");
    int code = call(session, new LocalStartCommand());
    if (code != 0) {
      return code;
    }
    LocalRuntime.usual().applyTo(session.conf());
    say(session, "2. score 2,000 handwritten digits with a trained network, publish the view");
    // the file's own time is before the version that an earlier quickstart published
    String asOf = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    code =
        score(
            session, digits, digits.resolve("digits.csv.gz"), "--create", "full", "--as-of", asOf);
    if (code != 0) {
      return code;
    }
    Map<String, String> labels = labels(digits.resolve("labels.csv"));
    List<String> keys = labels.keySet().stream().sorted().limit(SHOWN).toList();
    say(session, "3. look a few of them up");
    code = lookup(session, keys);
    if (code != 0) {
      return code;
    }
    say(session, "4. the same row in the HBase shell");
    code = ShellCommand.execute(session, List.of("get '" + VIEW + "', '" + keys.get(0) + "'"));
    if (code != 0) {
      return code;
    }
    say(session, "5. how good are they? against the true labels of the held-out digits");
    DigitsAccuracy accuracy = DigitsAccuracy.of(session.conf(), VIEW, labels);
    session.out().println(accuracy);
    if (line.hasOption(LAMBDA)) {
      code = lambda(session, digits);
    }
    if (code == 0) {
      sayHowToGoOn(session);
    }
    return code;
  }

  /** The same keys get new pictures: by events first, then by a later snapshot. */
  private static int lambda(Session session, Path digits) throws Exception {
    DigitsEvents next = DigitsEvents.of(digits.resolve("digits.csv.gz"), SHOWN);
    say(session, "6. a Kafka beside it; events say that five keys have new pictures");
    int code = call(session, new LocalStartCommand(), "--" + LocalStartCommand.WITH_KAFKA);
    if (code != 0) {
      return code;
    }
    LocalKafka kafka = LocalKafka.usual();
    next.send(kafka.address().orElseThrow(), TOPIC);
    session.out().println(next.changed().size() + " events sent to " + TOPIC);
    say(session, "7. the speed layer scores them: now the events answer");
    code = call(session, new StreamCommand(), VIEW, "--topic", TOPIC, "--until-caught-up");
    if (code == 0) {
      code = lookup(session, next.changed());
    }
    if (code != 0) {
      return code;
    }
    say(session, "8. a later snapshot has the new pictures too: now the batch view answers again");
    Path snapshot = Scratch.file("digits-", ".csv");
    try {
      next.writeSnapshot(snapshot);
      code = score(session, digits, snapshot);
    } finally {
      Files.delete(snapshot);
    }
    return code == 0 ? lookup(session, next.changed()) : code;
  }

  private static int score(Session session, Path digits, Path input, String... more)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of(VIEW, "--model"));
    arguments.addAll(List.of(given(digits.resolve("model")), "--input", given(input)));
    arguments.addAll(List.of(more));
    return call(session, new ScoreCommand(), arguments.toArray(String[]::new));
  }

  private static int lookup(Session session, List<String> keys) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(VIEW));
    arguments.addAll(keys);
    return call(session, new LookupCommand(), arguments.toArray(String[]::new));
  }

  private static void sayHowToGoOn(Session session) {
    session
        .out()
        .println(
            """

        Go on:
          bin/howdah view describe digits
          bin/howdah lookup digits digit-0042 --json
          bin/howdah serve
          bin/howdah shell
          bin/howdah score --help
        Stop what runs in the background (the data stay):
          bin/howdah local stop""");
  }

  private static int call(Session session, Command command, String... arguments) throws Exception {
    session.out().println("$ howdah " + command.usage().verb() + " " + String.join(" ", arguments));
    return Invocation.of(command, arguments, session.conf(), session.out(), session.err()).run();
  }

  private static void say(Session session, String step) {
    session.out().println("\n" + step);
  }

  /** Not a URI: in a name that is given, {@code %20} is no blank. */
  private static String given(Path file) {
    return "file://" + file.toAbsolutePath();
  }

  private static Map<String, String> labels(Path file) throws IOException {
    Map<String, String> labels = new HashMap<>();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int comma = line.indexOf(',');
        labels.put(line.substring(0, comma), line.substring(comma + 1));
      }
    }
    return labels;
  }
}
