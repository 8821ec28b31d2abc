package io.howdah.cli;

import io.howdah.cli.options.UsageException;
import io.howdah.settings.Settings;
import java.io.PrintStream;
import java.util.Arrays;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.ParseException;
import org.apache.hadoop.conf.Configuration;

/**
 * A verb with its arguments read: {@code -D} and the options that stand for settings are applied in
 * this order.
 */
record Invocation(Command command, CommandLine line, Session session) {
  /**
   * @param base settings of the files; left as they are
   * @throws UsageException for arguments or settings that do not fit
   */
  static Invocation of(
      Command command, String[] arguments, Configuration base, PrintStream out, PrintStream err)
      throws UsageException {
    Configuration conf = new Configuration(base);
    try {
      CommandLine line = new DefaultParser().parse(command.usage().options(), arguments);
      line.getOptionProperties("D")
          .forEach((key, value) -> Settings.set(conf, (String) key, (String) value, "-D"));
      command.usage().settings().forEach(option -> option.apply(line, conf));
      return new Invocation(command, line, new Session(conf, Settings.from(conf), out, err));
    } catch (MissingArgumentException e) {
      throw new UsageException(e.getMessage() + wayOut(e.getOption(), arguments));
    } catch (ParseException | IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  /** A value may be what ends the options, too. */
  private static String wayOut(Option option, String... arguments) {
    return option.hasLongOpt() && Arrays.asList(arguments).contains("--")
        ? " (if it is to be --, write --" + option.getLongOpt() + "=--)"
        : "";
  }

  int run() throws Exception {
    return command.run(line, session);
  }
}
