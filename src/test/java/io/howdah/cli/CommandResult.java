package io.howdah.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.apache.hadoop.conf.Configuration;

/** What a command that ran in this JVM left. */
record CommandResult(int code, String out, String err) {
  /** Runs a command to its end. */
  static CommandResult of(Configuration conf, String... arguments) {
    Main main = new Main(Commands.all());
    main.setConf(new Configuration(conf));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream console = System.out;
    PrintStream errors = System.err;
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
    try {
      int code = main.run(arguments);
      return new CommandResult(code, out.toString(UTF_8), err.toString(UTF_8));
    } finally {
      System.setOut(console);
      System.setErr(errors);
    }
  }

  void assertDone() {
    assertThat(code).as(err).isZero();
  }

  /** Exit code 1 and one line that has all these parts. */
  void assertFailed(String... parts) {
    assertThat(code).as(out + err).isEqualTo(Main.FAILED);
    assertThat(err.lines().filter(line -> line.startsWith("howdah: ")))
        .singleElement()
        .asString()
        .contains(parts);
  }
}
