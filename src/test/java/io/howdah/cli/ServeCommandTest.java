package io.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code serve} refuses before it connects to anything. */
class ServeCommandTest {
  @TempDir Path dir;

  private static void assertRefused(String message, String... options) {
    String[] arguments = new String[options.length + 1];
    arguments[0] = "serve";
    System.arraycopy(options, 0, arguments, 1, options.length);
    CommandResult result = CommandResult.of(new Configuration(false), arguments);
    assertThat(result.code()).as(result.err()).isEqualTo(Main.BAD_USAGE);
    assertThat(result.err()).contains(message);
  }

  private String file(String name, String content) throws Exception {
    return Files.writeString(dir.resolve(name), content).toString();
  }

  @Test
  void plainHttpOnAPublicAddressNeedsToBeForced() throws Exception {
    assertRefused("Cannot serve plain HTTP on the public address 0.0.0.0", "--bind", "0.0.0.0");
    String token = file("token", "0123456789abcdef0123");
    assertRefused("--allow-plain-http", "--bind", "0.0.0.0", "--token-file", token);
  }

  @Test
  void aTokenMustBeLongEnoughToBeOne() throws Exception {
    assertRefused("Invalid --token-file: the token must be", "--token-file", file("t", "secret"));
    assertRefused("Invalid --token-file: the token must be", "--token-file", file("t", ""));
    assertRefused("Invalid --token-file: cannot read", "--token-file", "nowhere");
  }

  @Test
  void aCertificateNeedsItsPassword() throws Exception {
    assertRefused("go together", "--tls-keystore", file("k.p12", "x"));
    assertRefused("go together", "--tls-password-file", file("p", "x"));
  }

  @Test
  void whatDoesNotFitIsNamed() {
    assertRefused(
        "Invalid --port: 70000 (must be a whole number from 0 to 65535)", "--port", "70000");
    assertRefused("Invalid --near-cache-age: it needs --near-cache", "--near-cache-age", "5s");
    assertRefused("Invalid --near-cache: 0", "--near-cache", "0");
    assertRefused("must be an address of this machine", "--bind", "999.999.1.1");
    assertRefused("Invalid arguments: [digits]", "digits");
  }
}
