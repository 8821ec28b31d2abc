package io.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.cli.options.InputOptions;
import io.howdah.cli.options.ScoreOptions;
import io.howdah.cli.options.Usage;
import io.howdah.cli.options.UsageException;
import io.howdah.record.FieldConventions;
import io.howdah.record.RecordFormat;
import io.howdah.source.SourceSpec;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class InvocationTest {
  @TempDir Path dir;

  static Stream<Command> commands() {
    return Commands.all().stream();
  }

  private static Invocation of(Configuration conf, Command command, String... arguments)
      throws UsageException {
    return Invocation.of(command, arguments, conf, System.out, System.err);
  }

  private Configuration site(String key, String value) throws Exception {
    Files.writeString(
        dir.resolve("howdah-site.xml"),
        "<configuration><property><name>%s</name><value>%s</value></property></configuration>"
            .formatted(key, value));
    Configuration conf = new Configuration(false);
    conf.addResource(SiteFile.find(conf, Map.of("HOWDAH_CONF_DIR", dir.toString())).orElseThrow());
    return conf;
  }

  private static int batchSize(Configuration conf, String... arguments) throws Exception {
    return of(conf, new ScoreCommand(), arguments)
        .session()
        .settings()
        .scoring()
        .batchSize()
        .orElse(0);
  }

  @Test
  void anOptionOverridesDWhichOverridesTheSiteWhichOverridesTheDefault() throws Exception {
    Configuration site = site("howdah.batch-size", "64");
    assertThat(batchSize(new Configuration(false))).isEqualTo(256);
    assertThat(batchSize(site)).isEqualTo(64);
    assertThat(batchSize(site, "-D", "howdah.batch-size=32")).isEqualTo(32);
    assertThat(batchSize(site, "--batch-size", "16", "-D", "howdah.batch-size=32")).isEqualTo(16);
    // what one command was given does not leak into the next
    assertThat(batchSize(site)).isEqualTo(64);
  }

  private static RecordFormat format(String... arguments) throws Exception {
    Invocation invocation = of(new Configuration(false), new ScoreCommand(), arguments);
    SourceSpec spec = InputOptions.spec(invocation.line(), invocation.session().settings());
    return ((SourceSpec.Text) spec).text();
  }

  @Test
  void optionsSayHowFieldsAreWritten() throws Exception {
    assertThat(format()).isEqualTo(RecordFormat.of("csv"));
    assertThat(format("--format=tsv")).isEqualTo(RecordFormat.of("tsv"));
    assertThat(format("--delimiter", "\\t").delimiter()).isEqualTo('\t');
    assertThat(format("--delimiter", "\t").delimiter()).isEqualTo('\t');
    assertThat(
            format(
                "--delimiter=;",
                "--decimal=,",
                "--escape=\\",
                "--null-text=\\N,NULL",
                "--trailing-delimiter"))
        .isEqualTo(
            new RecordFormat(
                RecordFormat.Kind.CSV,
                ';',
                true,
                List.of(),
                new FieldConventions(List.of("\\N", "NULL"), ',', '\\', true)));
    assertThatThrownBy(() -> format("--format=json", "--decimal=,"))
        .isInstanceOf(UsageException.class)
        .hasMessage("Invalid option: --decimal means nothing in json (leave it out)");
    assertThatThrownBy(() -> format("--format=json", "--delimiter=;"))
        .isInstanceOf(UsageException.class)
        .hasMessage("Invalid option: --delimiter means nothing in json (leave it out)");
    assertThat(format("--delimiter", "\u0001").delimiter()).isEqualTo('\u0001');
    assertThat(format("-D", "howdah.input.delimiter=\u0001").delimiter()).isEqualTo('\u0001');
    assertThat(format("--null-text", "a\u0002").conventions().nullTexts())
        .containsExactly("a\u0002");
    assertThatThrownBy(() -> format("-D", "mapreduce.job.name=a\u0001"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("Invalid mapreduce.job.name: a\ufffd (must be without control");
    assertThatThrownBy(() -> format("--format=tsv", "--escape=\\"))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Invalid option: --escape means nothing in tsv (it is for the quotes of a csv)");
    assertThatThrownBy(() -> format("--delimiter=||"))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("Invalid --delimiter: || (must be one character");
  }

  @Test
  void aFlagSetsItsSetting() throws Exception {
    Configuration conf = new Configuration(false);
    assertThat(of(conf, new ScoreCommand()).session().settings().scoring().keepScores()).isFalse();
    assertThat(of(conf, new ScoreCommand(), "--scores").session().settings().scoring().keepScores())
        .isTrue();
  }

  @Test
  void anUnknownKeyOfTheSiteStopsEveryVerb() throws Exception {
    Configuration site = site("howdah.batch", "64");
    for (Command command : Commands.all()) {
      assertThatThrownBy(() -> of(site, command))
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith("Invalid setting howdah.batch (from file:")
          .hasMessageEndingWith(
              "howdah-site.xml): there is no such key; the nearest is howdah.batch-size");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--batch-size, x, auto or a whole number from 1 to 65536",
    "--min-rows, x, a whole number from 0 to 9223372036854775807",
    "--max-reject-ratio, x, between 0 and 1",
    "--max-non-finite, 2, between 0 and 1",
    "--max-stale, 1.01, between 0 and 1",
    "--regions, 0, a whole number from 1 to 10000",
  })
  void aBadNumberNamesTheOption(String option, String value, String constraint) {
    Command command = option.equals("--max-stale") ? new ViewStatusCommand() : new ScoreCommand();
    assertThatThrownBy(() -> of(new Configuration(false), command, option, value))
        .isInstanceOf(UsageException.class)
        .hasMessage("Invalid %s: %s (must be %s)", option, value, constraint);
  }

  @Test
  void twoDashesCanBeAValue() throws Exception {
    refuses(
        new ScoreCommand(),
        "Missing argument for option: null-text (if it is to be --, write --null-text=--)",
        "v",
        "--null-text",
        "--");
    assertThat(format("--null-text=--").conventions().nullTexts()).containsExactly("--");
    assertThat(format("--null-text=-9,--").conventions().nullTexts()).containsExactly("-9", "--");
    refuses(new ScoreCommand(), "Missing argument for option: null-text", "v", "--null-text");
  }

  @Test
  void theOtherNumbersAreCheckedBeforeAnythingIsDone() {
    refuses(
        new ViewCreateCommand(),
        "Invalid --retain: many (must be a whole number from 1 to 100)",
        "v",
        "--retain=many");
    refuses(
        new LocalStartCommand(),
        "Invalid --zookeeper-port: 70000 (must be a whole number from 0 to 65535)",
        "--zookeeper-port=70000");
    refuses(
        new ViewRollbackCommand(),
        "Invalid version: x (must be epoch milliseconds)",
        "v",
        "--to",
        "x");
    refuses(
        new ScoreCommand(),
        "Invalid version: x (must be epoch milliseconds)",
        "v",
        "--resume",
        "x");
    refuses(
        new ViewStatusCommand(),
        "Invalid --before: soon (must be like 6h, 7d, 2026-11-24, 2026-11-24T00:00:00Z or epoch"
            + " milliseconds)",
        "v",
        "--before=soon");
    refuses(
        new ViewStatusCommand(),
        "Invalid --before: +1000000000-12-31T00:00:00Z (must be like 6h, 7d, 2026-11-24,"
            + " 2026-11-24T00:00:00Z or epoch milliseconds)",
        "v",
        "--before=+1000000000-12-31T00:00:00Z");
    refuses(
        new ViewStatusCommand(),
        "Invalid --before: 2001-02-03 (must be later than now)",
        "v",
        "--before=2001-02-03");
    refuses(
        new ViewStatusCommand(),
        "Invalid options: --max-stale is a share of the rows, which --quick does not read",
        "v",
        "--quick",
        "--max-stale=0.1");
    refuses(
        new ScoreCommand(),
        "Invalid mode: half (must be full or incremental)",
        "v",
        "--model=m",
        "--input=i",
        "--create=half");
    refuses(
        new ViewCreateCommand(),
        "Invalid options: --sample and --key go together",
        "v",
        "--task=regression",
        "--sample=x");
  }

  private static void refuses(Command command, String message, String... arguments) {
    assertThatThrownBy(() -> of(new Configuration(false), command, arguments).run())
        .isInstanceOf(UsageException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyExampleParses(Command command) throws Exception {
    Usage usage = command.usage();
    assertThat(usage.examples()).isNotEmpty();
    for (String example : usage.examples()) {
      assertThat((example + " ").startsWith(usage.verb() + " ")).as(example).isTrue();
      String rest = example.substring(usage.verb().length()).strip();
      Invocation parsed =
          of(
              new Configuration(false),
              command,
              rest.isEmpty() ? new String[0] : rest.split(" ", -1));
      // but behind --, where nothing is an option
      if (!example.contains(" -- ")) {
        assertThat(parsed.line().getArgList()).noneMatch(argument -> argument.startsWith("-"));
      }
      if (command instanceof ScoreCommand) {
        assertThat(ScoreOptions.of(parsed.line(), parsed.session().settings()).view())
            .isEqualTo("digits");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpShowsTheExamplesAndTheDefaults(Command command) {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    int code;
    try {
      String[] words = (command.usage().verb() + " --help").split(" ", -1);
      code = new Main(Commands.all()).run(words);
    } finally {
      System.setOut(console);
    }
    assertThat(code).isZero();
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains(command.usage().summary())
        .contains("  howdah " + command.usage().examples().get(0));
  }
}
