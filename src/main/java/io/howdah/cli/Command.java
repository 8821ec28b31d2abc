package io.howdah.cli;

import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** One verb of the command line. */
public interface Command {
  /** The verb, one or two words: {@code score}, {@code view create}. */
  String name();

  /** One line for the list of verbs. */
  String summary();

  /** The arguments after the verb, as in {@code VIEW KEY... [--json]}. */
  String arguments();

  Options options();

  /** Whole command lines without the program's name; a test runs or parses each of them. */
  List<String> examples();

  /**
   * Runs the verb.
   *
   * @return the exit code: 0 done, 1 failed, 3 refused by a gate
   * @throws UsageException for arguments that do not fit (exit code 2)
   * @throws Exception with a message of one line that says what to do (exit code 1)
   */
  int run(CommandLine arguments, Session session) throws Exception;
}
