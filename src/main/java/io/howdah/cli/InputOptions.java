package io.howdah.cli;

import io.howdah.batch.Settings;
import io.howdah.record.RecordFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/** How the user says that records lie in their files, or in events. */
final class InputOptions {
  private static final String DELIMITER = "delimiter";
  private static final String ESCAPE = "escape";
  private static final String DECIMAL = "decimal";
  private static final String TRAILING_DELIMITER = "trailing-delimiter";
  private static final SettingOption FORMAT =
      new SettingOption(
          "format",
          "NAME",
          Settings.INPUT_FORMAT,
          "csv, tsv, tsv-escaped (with \\t, \\n, \\\\, \\N) or json (one object per line)");

  private InputOptions() {}

  /** Where the records are, one option for all verbs that read them. */
  static Option paths(String description) {
    return Option.builder().longOpt("input").hasArgs().argName("PATH").desc(description).build();
  }

  static List<Option> options() {
    return List.of(
        Arguments.with("columns", "A,B,…", "names of the columns, for files without a header"));
  }

  /** The settings of records in files, and those that a verb has beside them. */
  static List<SettingOption> settings(SettingOption... others) {
    List<SettingOption> settings = new ArrayList<>(List.of(FORMAT));
    settings.addAll(ofFields());
    settings.addAll(Arrays.asList(others));
    return settings;
  }

  /** The settings of fields, in files and in events. */
  static List<SettingOption> ofFields() {
    return List.of(
        new SettingOption(
            DELIMITER,
            "CHAR",
            Settings.DELIMITER,
            "between fields: a character, or \\t, \\x01, \\001; usual: , in a csv, a tab in a tsv"),
        new SettingOption(
            "null-text",
            "A,B,…",
            Settings.NULL_TEXT,
            "what stands for a missing value beside what the format has for it, as \\N,NULL,NA;"
                + " \"\": the empty text, in json"),
        new SettingOption(
            DECIMAL, "CHAR", Settings.DECIMAL, "between the digits of a number: . or a comma"),
        new SettingOption(
            ESCAPE,
            "CHAR",
            Settings.ESCAPE,
            "before a quote within quotes of a csv, as \\; usual: quotes are doubled"),
        new SettingOption(
            TRAILING_DELIMITER,
            "",
            Settings.TRAILING_DELIMITER,
            "a delimiter stands behind the last field of a line, too"));
  }

  /** The format of files, as it was asked for. */
  static RecordFormat format(CommandLine line, Settings settings) throws UsageException {
    return format(settings.inputFormat(), line, settings);
  }

  /** The same of a format that was asked for by name. */
  static RecordFormat format(String name, CommandLine line, Settings settings)
      throws UsageException {
    RecordFormat usual = named(name);
    requireMeaning(line, name, usual.kind());
    List<String> columns = Arguments.list(line, "columns");
    try {
      return new RecordFormat(
          usual.kind(),
          settings.delimiter().orElse(usual.delimiter()),
          columns.isEmpty() && usual.header(),
          columns,
          settings.conventions());
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private static RecordFormat named(String format) throws UsageException {
    try {
      return RecordFormat.of(format);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  /** What was set for all inputs of a place may mean nothing for one; an option must. */
  private static void requireMeaning(CommandLine line, String format, RecordFormat.Kind kind)
      throws UsageException {
    List<String> meaningless =
        switch (kind) {
          case CSV -> List.of();
          case TSV, TSV_ESCAPED -> List.of(ESCAPE);
          case JSON -> List.of(DELIMITER, DECIMAL, ESCAPE, TRAILING_DELIMITER);
        };
    for (String option : meaningless) {
      if (line.hasOption(option)) {
        throw new UsageException(
            "Invalid option: --"
                + option
                + " means nothing in "
                + format
                + (option.equals(ESCAPE) ? " (it is for the quotes of a csv)" : " (leave it out)"));
      }
    }
  }
}
