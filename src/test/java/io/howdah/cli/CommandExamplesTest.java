package io.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every verb's help shows is what the verb understands. */
class CommandExamplesTest {
  static Stream<Command> commands() {
    return Commands.all().stream();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyExampleIsOneOfThisVerbAndItsOptionsExist(Command command) throws Exception {
    assertThat(command.examples()).as(command.name()).isNotEmpty();
    for (String example : command.examples()) {
      List<String> words = List.of(example.split(" "));
      List<String> name = List.of(command.name().split(" "));
      assertThat(words).as(example).startsWith(name.toArray(String[]::new));
      String[] rest = words.subList(name.size(), words.size()).toArray(String[]::new);
      CommandLine line = new DefaultParser().parse(Main.withCommon(command.options()), rest);
      assertThat(line.getArgList()).as(example).noneMatch(argument -> argument.startsWith("-"));
      assertThat(Arrays.stream(rest).filter(word -> word.startsWith("--")).count())
          .as(example)
          .isEqualTo(line.getOptions().length);
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpShowsEveryOptionAndEveryExample(Command command) {
    String[] arguments = (command.name() + " --help").split(" ");
    CommandResult help = CommandResult.of(new Configuration(false), arguments);
    help.assertDone();
    assertThat(help.out()).startsWith(command.summary()).contains(command.examples());
    command
        .options()
        .getOptions()
        .forEach(option -> assertThat(help.out()).contains("--" + option.getLongOpt()));
  }
}
