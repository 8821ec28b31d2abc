package io.howdah.cli;

import io.howdah.cli.options.UsageException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What this process is told and what it says is UTF-8, whatever the locale. (Under {@code
 * LC_ALL=C}, as cron starts it, Java makes of every other character of an argument a replacement
 * character, and a question mark of what it prints.)
 */
final class ProcessText {
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private ProcessText() {}

  /** Has this JVM print UTF-8, and format numbers as the documents show them. */
  static void printUtf8() {
    Locale.setDefault(Locale.ROOT);
    System.setOut(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(System.err, true, StandardCharsets.UTF_8));
  }

  /**
   * The arguments as they were written.
   *
   * @param given as Java hands them over
   * @throws UsageException if one is not UTF-8, or cannot be known
   */
  static String[] arguments(String[] given) throws UsageException {
    Charset encoding = Charset.forName(System.getProperty("sun.jnu.encoding"));
    if (Arrays.stream(given).noneMatch(argument -> isDoubtful(argument, encoding))) {
      return given;
    }
    try {
      return arguments(given, Files.readAllBytes(COMMAND_LINE));
    } catch (IOException e) {
      throw unknown(e);
    }
  }

  private static boolean isDoubtful(String argument, Charset encoding) {
    return encoding.equals(StandardCharsets.UTF_8)
        ? argument.indexOf('\uFFFD') >= 0
        : argument.chars().anyMatch(c -> c > 126 || c == '?');
  }

  /**
   * The same.
   *
   * @param commandLine of the process, each argument ended by a zero
   */
  static String[] arguments(String[] given, byte[] commandLine) throws UsageException {
    List<byte[]> parts = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < commandLine.length; i++) {
      if (commandLine[i] == 0) {
        parts.add(Arrays.copyOfRange(commandLine, from, i));
        from = i + 1;
      }
    }
    int first = parts.size() - given.length;
    if (first < 0) {
      throw unknown(null);
    }
    String[] arguments = new String[given.length];
    for (int i = 0; i < given.length; i++) {
      arguments[i] = utf8(parts.get(first + i));
      if (!ascii(arguments[i]).equals(ascii(given[i]))) {
        throw unknown(null);
      }
    }
    return arguments;
  }

  private static String utf8(byte[] bytes) throws UsageException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new UsageException(
          "Invalid argument: " + new String(bytes, StandardCharsets.UTF_8) + " (must be UTF-8)");
    }
  }

  /** What every locale leaves as it is. */
  private static String ascii(String text) {
    return text.replaceAll("[^\\x01-\\x7E]|\\?", "");
  }

  private static UsageException unknown(IOException cause) {
    UsageException unknown =
        new UsageException(
            "Cannot read the arguments in the locale's encoding, "
                + System.getProperty("sun.jnu.encoding")
                + ": set LC_ALL=C.UTF-8");
    unknown.initCause(cause);
    return unknown;
  }
}
