package io.howdah.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.howdah.cli.options.UsageException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.apache.hadoop.conf.Configuration;

/** Runs verbs in this JVM, several at a time, each with an output of its own. */
public final class InProcess {
  private InProcess() {}

  /**
   * Runs a verb to its end.
   *
   * @param code its exit code
   * @param out what it printed; of one that failed, its line
   */
  public record Result(int code, String out) {}

  /** Runs a verb with settings of its own. */
  public static Result run(Configuration conf, String... arguments) {
    Main main = new Main(Commands.all());
    main.setConf(new Configuration(conf));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PrintStream print = new PrintStream(out, true, UTF_8)) {
      return new Result(main.perform(arguments, print), out.toString(UTF_8));
    } catch (Exception e) { // every failure of a verb is a result
      return new Result(
          e instanceof UsageException ? Main.BAD_USAGE : Main.FAILED, Main.oneLine(e, conf));
    }
  }
}
