package io.howdah.cli.options;

import java.util.List;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/**
 * How a verb is called.
 *
 * @param verb one or two words: {@code score}, {@code view create}
 * @param summary one line for the list of verbs
 * @param arguments after the verb, as in {@code VIEW KEY... [--json]}
 * @param own options of the verb that no setting stands behind
 * @param settings options that override a setting
 * @param examples whole command lines without the program's name; a test parses each of them
 */
public record Usage(
    String verb,
    String summary,
    String arguments,
    List<Option> own,
    List<SettingOption> settings,
    List<String> examples) {
  public Usage {
    own = List.copyOf(own);
    settings = List.copyOf(settings);
    examples = List.copyOf(examples);
  }

  /** A verb whose options override no setting. */
  public Usage(
      String verb, String summary, String arguments, List<Option> own, List<String> examples) {
    this(verb, summary, arguments, own, List.of(), examples);
  }

  /** The verb's options and those of every verb. */
  public Options options() {
    Options options = new Options();
    own.forEach(options::addOption);
    settings.forEach(setting -> options.addOption(setting.option()));
    return options
        .addOption(
            Option.builder("D")
                .numberOfArgs(2)
                .valueSeparator('=')
                .argName("key=value")
                .desc("override a setting")
                .build())
        .addOption(Arguments.flag("help", "show this help"))
        .addOption(Arguments.flag("debug", "show the stack trace of an error"));
  }
}
