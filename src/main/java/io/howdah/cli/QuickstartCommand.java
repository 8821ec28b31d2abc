package io.howdah.cli;

import io.howdah.local.LocalRuntime;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.CommandLine;

/** {@code quickstart}: the whole way on real data, on this machine. */
public final class QuickstartCommand implements Command {
  private static final String VIEW = "digits";
  private static final int SHOWN = 5;

  @Override
  public Usage usage() {
    return new Usage(
        "quickstart",
        "Score real handwritten digits on this machine and look the predictions up.",
        "",
        List.of(),
        List.of("quickstart"));
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    Path digits = home().resolve("src/examples/digits");
    if (!Files.isDirectory(digits)) {
      throw new IOException(
          "Cannot find the example at " + digits + "; run bin/howdah of a checkout");
    }
    say(session, "1. an HBase with ZooKeeper in the background");
    int code = call(session, new LocalStartCommand());
    if (code != 0) {
      return code;
    }
    LocalRuntime.usual().applyTo(session.conf());
    say(session, "2. score 2,000 handwritten digits with a trained network, publish the view");
    code =
        call(
            session,
            new ScoreCommand(),
            VIEW,
            "--model",
            digits.resolve("model").toUri().toString(),
            "--input",
            digits.resolve("digits.csv.gz").toUri().toString(),
            "--create",
            "full");
    if (code != 0) {
      return code;
    }
    Map<String, String> labels = labels(digits.resolve("labels.csv"));
    List<String> keys = labels.keySet().stream().sorted().limit(SHOWN).toList();
    say(session, "3. look a few of them up");
    List<String> lookup = new ArrayList<>(keys);
    lookup.add(0, VIEW);
    code = call(session, new LookupCommand(), lookup.toArray(String[]::new));
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
    session
        .out()
        .println(
            """

        Go on:
          bin/howdah view describe digits
          bin/howdah lookup digits digit-0042 --json
          bin/howdah shell
          bin/howdah score --help
        Stop the background HBase (its data stay):
          bin/howdah local stop""");
    return 0;
  }

  private static int call(Session session, Command command, String... arguments) throws Exception {
    session.out().println("$ howdah " + command.usage().verb() + " " + String.join(" ", arguments));
    return Invocation.of(command, arguments, session.conf(), session.out(), session.err()).run();
  }

  private static void say(Session session, String step) {
    session.out().println("\n" + step);
  }

  private static Path home() throws IOException {
    String home = System.getenv("HOWDAH_HOME");
    if (home == null) {
      throw new IOException(
          "Cannot find the checkout: HOWDAH_HOME is not set (bin/howdah sets it)");
    }
    return Path.of(home);
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
