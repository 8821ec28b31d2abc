package io.howdah.cli;

import io.howdah.cli.options.UsageException;
import io.howdah.files.MachineFault;
import io.howdah.files.Scratch;
import io.howdah.plan.JobPlan;
import io.howdah.record.Excerpt;
import io.howdah.view.HBase;
import java.io.IOException;
import java.io.PrintStream;
import java.net.MalformedURLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.cli.HelpFormatter;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.conf.Configured;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.util.GenericOptionsParser;
import org.apache.hadoop.util.Tool;
import org.apache.hadoop.util.ToolRunner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The entry point of {@code hadoop jar howdah-job.jar VERB …}: finds the verb, runs it. */
public final class Main extends Configured implements Tool {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  static final int FAILED = 1;
  static final int BAD_USAGE = 2;

  /** By a gate, a budget or a limit: nothing went wrong, and nothing was changed. */
  static final int REFUSED = 3;

  private static final String END_OF_OPTIONS = "--";

  private final List<Command> commands;
  private final String[] behind;

  Main(List<Command> commands) {
    this(commands, new String[0]);
  }

  /**
   * @param behind what follows the arguments of {@link #run}: {@code --} and all after it
   */
  private Main(List<Command> commands, String[] behind) {
    this.commands = commands;
    this.behind = behind;
  }

  private static int endOfOptions(String[] arguments) {
    int at = Arrays.asList(arguments).indexOf(END_OF_OPTIONS);
    return at < 0 ? arguments.length : at;
  }

  /**
   * Runs one verb and ends the JVM with its exit code, but in Oozie's launcher, whose JVM it is.
   */
  public static void main(String[] arguments) throws Exception {
    Optional<OozieAction> action = OozieAction.of(System.getProperties());
    if (action.isPresent()) {
      action.get().run(arguments);
      return;
    }
    ProcessText.printUtf8();
    // versions and counts are pasted into other commands, whatever the user's language
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    String[] written;
    try {
      written = ProcessText.arguments(arguments);
    } catch (UsageException e) {
      System.err.println("howdah: " + e.getMessage());
      System.exit(BAD_USAGE);
      return;
    }
    Scratch.begin();
    System.exit(call(written));
  }

  /** Runs one verb in this JVM; what the tests call. */
  public static int call(String... arguments) throws Exception {
    // Hadoop's reader of generic options drops a -- on its way: what is behind stays out of its
    // sight
    int end = endOfOptions(arguments);
    return ToolRunner.run(
        settings(),
        new Main(Commands.all(), Arrays.copyOfRange(arguments, end, arguments.length)),
        Arrays.copyOf(arguments, end));
  }

  /** The arguments without Hadoop's generic options, which are set; what is behind -- stays. */
  static String[] withoutGenericOptions(Configuration conf, String... arguments)
      throws IOException {
    int end = endOfOptions(arguments);
    return Stream.of(
            new GenericOptionsParser(conf, Arrays.copyOf(arguments, end)).getRemainingArgs(),
            Arrays.copyOfRange(arguments, end, arguments.length))
        .flatMap(Arrays::stream)
        .toArray(String[]::new);
  }

  /** The exit code for a plan. */
  static int code(JobPlan plan) {
    return plan.refusals().isEmpty() ? 0 : REFUSED;
  }

  /** Hadoop's, HBase's and this place's settings. */
  static Configuration settings() throws MalformedURLException {
    Configuration conf = HBaseConfiguration.create();
    // HBase's create() names its own class loader, which does not know what RunJar unpacked
    conf.setClassLoader(Main.class.getClassLoader());
    SiteFile.find(conf, System.getenv()).ifPresent(conf::addResource);
    return conf;
  }

  @Override
  public int run(String[] before) {
    String[] arguments = Stream.of(before, behind).flatMap(Arrays::stream).toArray(String[]::new);
    try {
      return perform(arguments, System.out);
    } catch (UsageException e) {
      System.err.println("howdah: " + Excerpt.of(e.getMessage(), Excerpt.OF_A_MESSAGE));
      return BAD_USAGE;
    } catch (Exception | Error e) {
      LOG.error("{} failed", arguments[0], e);
      System.err.println("howdah: " + oneLine(e, getConf()));
      if (options(arguments).anyMatch("--debug"::equals)) {
        e.printStackTrace(System.err);
      }
      return FAILED;
    }
  }

  /**
   * Runs the verb that the arguments begin with.
   *
   * @param out for its results
   * @return its exit code
   * @throws UsageException if they do not fit
   */
  int perform(String[] arguments, PrintStream out) throws Exception {
    if (arguments.length == 0 || isHelp(arguments[0]) || arguments[0].equals("help")) {
      printVerbs();
      return arguments.length == 0 ? BAD_USAGE : 0;
    }
    Command command = find(arguments).orElseThrow(() -> new UsageException(unknown(arguments)));
    String[] rest =
        Arrays.copyOfRange(arguments, command.usage().verb().split(" ").length, arguments.length);
    if (options(rest).anyMatch(Main::isHelp)) {
      printHelp(command);
      return 0;
    }
    try {
      return Invocation.of(command, rest, getConf(), out, System.err).run();
    } catch (UsageException e) {
      throw new UsageException(
          e.getMessage() + " (see: howdah " + command.usage().verb() + " --help)");
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

  /** The arguments before {@code --}. */
  private static Stream<String> options(String[] arguments) {
    return Arrays.stream(arguments, 0, endOfOptions(arguments));
  }

  private static boolean isHelp(String argument) {
    return Stream.of("--help", "-h").anyMatch(argument::equals);
  }

  static String oneLine(Throwable e, Configuration conf) {
    Optional<String> machine = MachineFault.line(e, conf);
    if (machine.isPresent()) {
      return machine.get();
    }
    String message = e instanceof Error ? e.toString() : e.getMessage();
    String line =
        message == null || message.isBlank()
            ? e.getClass().getName()
            : message.lines().findFirst().orElseThrow();
    return Excerpt.of(
        HBase.tableProblem(e).orElseGet(() -> HBase.explained(line)), Excerpt.OF_A_MESSAGE);
  }

  private void printVerbs() {
    System.out.println("howdah: batch inference on Hadoop, served from HBase\n");
    System.out.println("usage: howdah VERB [-D key=value]... [options]\n");
    int width = commands.stream().mapToInt(c -> c.usage().verb().length()).max().orElse(0);
    for (Command command : commands) {
      System.out.printf(
          Locale.ROOT,
          "  %-" + width + "s  %s%n",
          command.usage().verb(),
          command.usage().summary());
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
