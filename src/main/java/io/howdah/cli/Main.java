package io.howdah.cli;

import io.howdah.view.HBase;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.cli.HelpFormatter;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.conf.Configured;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.util.Tool;
import org.apache.hadoop.util.ToolRunner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The entry point of {@code hadoop jar howdah-job.jar VERB …}: finds the verb, runs it. */
public final class Main extends Configured implements Tool {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  static final int FAILED = 1;
  static final int BAD_USAGE = 2;

  private final List<Command> commands;

  Main(List<Command> commands) {
    this.commands = commands;
  }

  /** Runs one verb and ends the JVM with its exit code. */
  public static void main(String[] arguments) throws Exception {
    System.exit(call(arguments));
  }

  /** Runs one verb in this JVM; what an Oozie action and the tests call. */
  public static int call(String... arguments) throws Exception {
    Configuration conf = HBaseConfiguration.create();
    // HBase's create() names its own class loader, which does not know what RunJar unpacked
    conf.setClassLoader(Main.class.getClassLoader());
    SiteFile.find(conf, System.getenv()).ifPresent(conf::addResource);
    return ToolRunner.run(conf, new Main(Commands.all()), arguments);
  }

  @Override
  public int run(String[] arguments) {
    if (arguments.length == 0 || isHelp(arguments[0]) || arguments[0].equals("help")) {
      printVerbs();
      return arguments.length == 0 ? BAD_USAGE : 0;
    }
    Optional<Command> found = find(arguments);
    if (found.isEmpty()) {
      System.err.println("howdah: " + unknown(arguments));
      return BAD_USAGE;
    }
    Command command = found.get();
    String[] rest =
        Arrays.copyOfRange(arguments, command.usage().verb().split(" ").length, arguments.length);
    if (Arrays.stream(rest).anyMatch(Main::isHelp)) {
      printHelp(command);
      return 0;
    }
    boolean debug = Arrays.asList(rest).contains("--debug");
    try {
      return Invocation.of(command, rest, getConf(), System.out, System.err).run();
    } catch (UsageException e) {
      System.err.println(
          "howdah: " + e.getMessage() + " (see: howdah " + command.usage().verb() + " --help)");
      return BAD_USAGE;
    } catch (Exception e) {
      LOG.error("{} failed", command.usage().verb(), e);
      System.err.println("howdah: " + oneLine(e));
      if (debug) {
        e.printStackTrace(System.err);
      }
      return FAILED;
    }
  }

  private Optional<Command> find(String[] arguments) {
    String joined = String.join(" ", arguments) + " ";
    return commands.stream()
        .filter(command -> joined.startsWith(command.usage().verb() + " "))
        .max(Comparator.comparingInt(command -> command.usage().verb().length()));
  }

  private String unknown(String[] arguments) {
    List<String> group =
        commands.stream()
            .map(command -> command.usage().verb())
            .filter(name -> name.startsWith(arguments[0] + " "))
            .toList();
    String verb = arguments[0];
    return group.isEmpty()
        ? "Unknown command: " + verb + " (see: howdah --help)"
        : "Cannot tell which " + verb + ": one of " + String.join(", ", group);
  }

  private static boolean isHelp(String argument) {
    return Stream.of("--help", "-h").anyMatch(argument::equals);
  }

  private static String oneLine(Exception e) {
    String message = e.getMessage();
    String line =
        message == null || message.isBlank()
            ? e.getClass().getName()
            : message.lines().findFirst().orElseThrow();
    return HBase.explained(line);
  }

  private void printVerbs() {
    System.out.println("howdah: batch inference on Hadoop, served from HBase\n");
    System.out.println("usage: howdah VERB [-D key=value]... [options]\n");
    int width = commands.stream().mapToInt(c -> c.usage().verb().length()).max().orElse(0);
    for (Command command : commands) {
      System.out.printf(
          "  %-" + width + "s  %s%n", command.usage().verb(), command.usage().summary());
    }
    System.out.println("\nhowdah VERB --help shows a verb's options and examples.");
    System.out.println("Exit codes: 0 done, 1 failed, 2 bad usage, 3 refused by a gate.");
  }

  private static void printHelp(Command command) {
    System.out.println(command.usage().summary() + "\n");
    HelpFormatter formatter = new HelpFormatter();
    formatter.setOptionComparator(null);
    formatter.setWidth(100);
    formatter.printHelp(
        "howdah " + command.usage().verb() + " " + command.usage().arguments(),
        command.usage().options());
    System.out.println("\nexamples:");
    command.usage().examples().forEach(example -> System.out.println("  howdah " + example));
  }
}
