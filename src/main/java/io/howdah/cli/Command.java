package io.howdah.cli;

import io.howdah.cli.options.Usage;
import org.apache.commons.cli.CommandLine;

/** One verb of the command line. */
public interface Command {
  /** How it is called. */
  Usage usage();

  /**
   * Runs the verb.
   *
   * @return the exit code: 0 done, 1 failed, 3 refused by a gate
   * @throws UsageException for arguments that do not fit (exit code 2)
   * @throws Exception with a message of one line that says what to do (exit code 1)
   */
  int run(CommandLine arguments, Session session) throws Exception;
}
