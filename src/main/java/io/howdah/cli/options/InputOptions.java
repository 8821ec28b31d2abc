package io.howdah.cli.options;

import io.howdah.record.RecordFormat;
import io.howdah.settings.Settings;
import io.howdah.source.SourceFormats;
import io.howdah.source.SourceSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/** How the user says that records lie in their files, or in events. */
public final class InputOptions {
  private static final String DELIMITER = "delimiter";
  private static final String ESCAPE = "escape";
  private static final String DECIMAL = "decimal";
  private static final String TRAILING_DELIMITER = "trailing-delimiter";
  private static final String COLUMNS = "columns";
  private static final String NULL_TEXT = "null-text";
  private static final List<String> OF_TEXT =
      List.of(COLUMNS, DELIMITER, NULL_TEXT, DECIMAL, ESCAPE, TRAILING_DELIMITER);
  private static final SettingOption FORMAT =
      new SettingOption("format", "NAME", Settings.INPUT_FORMAT, formats());

  private InputOptions() {}

  private static String formats() {
    List<String> others = new ArrayList<>(SourceFormats.names());
    others.removeAll(RecordFormat.NAMES);
    return "csv, tsv, tsv-escaped (with \\t, \\n, \\\\, \\N) or json (one object per line)"
        + (others.isEmpty() ? "" : "; also " + String.join(", ", others));
  }

  /** Where the records are, one option for all verbs that read them. */
  public static Option paths(String description) {
    return Option.builder().longOpt("input").hasArgs().argName("PATH").desc(description).build();
  }

  public static List<Option> options() {
    return List.of(
        Arguments.with(COLUMNS, "A,B,…", "names of the columns, for files without a header"));
  }

  /** The settings of records in files, and those that a verb has beside them. */
  public static List<SettingOption> settings(SettingOption... others) {
    List<SettingOption> settings = new ArrayList<>(List.of(FORMAT));
    settings.addAll(ofFields());
    settings.addAll(Arrays.asList(others));
    return settings;
  }

  /** The settings of fields, in files and in events. */
  public static List<SettingOption> ofFields() {
    return List.of(
        new SettingOption(
            DELIMITER,
            "CHAR",
            Settings.DELIMITER,
            "between fields: a character, or \\t, \\x01, \\001; usual: , in a csv, a tab in a tsv"),
        new SettingOption(
            NULL_TEXT,
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

  /** How the records of files lie, as the user says. */
  public static SourceSpec spec(CommandLine line, Settings settings) throws UsageException {
    String name = settings.inputFormat();
    if (RecordFormat.NAMES.contains(name)) {
      return new SourceSpec.Text(format(name, line, settings));
    }
    refuse(line, name, OF_TEXT);
    return new SourceSpec.Named(name);
  }

  /** The same of records of text, in files or in events. */
  public static RecordFormat format(String name, CommandLine line, Settings settings)
      throws UsageException {
    RecordFormat usual = named(name);
    refuse(line, name, meaningless(usual.kind()));
    List<String> columns = Arguments.list(line, COLUMNS);
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

  private static List<String> meaningless(RecordFormat.Kind kind) {
    return switch (kind) {
      case CSV -> List.of();
      case TSV, TSV_ESCAPED -> List.of(ESCAPE);
      case JSON -> List.of(DELIMITER, DECIMAL, ESCAPE, TRAILING_DELIMITER);
    };
  }

  /** What was set for all inputs of a place may mean nothing for one; an option must. */
  private static void refuse(CommandLine line, String format, List<String> meaningless)
      throws UsageException {
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
