package io.howdah.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableNotEnabledException;
import org.apache.hadoop.hbase.TableNotFoundException;
import org.junit.jupiter.api.Test;

class MainTest {
  private static String errorOf(int code, String... arguments) throws Exception {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream errors = System.err;
    System.setErr(new PrintStream(err, true, UTF_8));
    try {
      assertThat(Main.call(arguments)).as("%s", err).isEqualTo(code);
    } finally {
      System.setErr(errors);
    }
    return err.toString(UTF_8)
        .lines()
        .filter(line -> line.startsWith("howdah: "))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void twoDashesEndTheOptionsOfEveryVerb() throws Exception {
    for (String name : new String[] {"-5", "--help", "-h", "--json", "-D", "--", "--debug"}) {
      assertThat(errorOf(1, "model", "describe", "--", "-nowhere/" + name))
          .startsWith("howdah: Cannot find the model: no ")
          .endsWith("-nowhere/" + name);
      assertThat(errorOf(1, "model", "describe", "--", name))
          .startsWith("howdah: Cannot find the model: no ")
          .endsWith("/" + name);
    }
    assertThat(errorOf(2, "lookup", "--", "-5")).contains("name a view and at least one key");
    assertThat(errorOf(2, "lookup", "digits", "-5")).contains("Unrecognized option: -5");
  }

  @Test
  void aMessageHasNothingThatATerminalObeys() throws Exception {
    String error = errorOf(1, "model", "describe", "/nowhere/a\u001b[31mb\u202e");
    assertThat(error).endsWith("/nowhere/a�[31mb�");
    assertThat(errorOf(2, "no\u001bverb")).startsWith("howdah: Unknown command: no�verb");
  }

  @Test
  void aTableThatIsGoneOrDisabledIsSaidToBe() {
    IOException gone = new IOException("Failed", new TableNotFoundException("sec"));
    assertThat(line(gone))
        .isEqualTo(
            "Cannot find the HBase table sec: it was dropped behind Howdah's back (restore it from"
                + " a snapshot in the HBase shell: restore_snapshot 'SNAPSHOT')");
    assertThat(line(new TableNotFoundException("sec"))).contains("HBase table sec: it was");
    assertThat(line(new IOException(new TableNotEnabledException("sec is disabled."))))
        .isEqualTo(
            "Cannot read the HBase table sec: it is disabled (enable it in the HBase shell: enable"
                + " 'sec')");
  }

  private static String line(Exception failure) {
    return Main.oneLine(failure, new Configuration(false));
  }
}
