package io.howdah.cli;

import io.howdah.batch.Settings;
import io.howdah.record.RecordFormat;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/** How the user says that records lie in their files. */
record InputOptions(String format, String delimiter, boolean header, List<String> columns) {
  static final SettingOption FORMAT =
      new SettingOption(
          "format",
          "NAME",
          Settings.INPUT_FORMAT,
          "csv, tsv, tsv-escaped (with \\t, \\n, \\\\, \\N) or json (one object a line)");

  /** Where the records are, one option for all verbs that read them. */
  static Option paths(String description) {
    return Option.builder().longOpt("input").hasArgs().argName("PATH").desc(description).build();
  }

  static List<Option> options() {
    return List.of(
        Arguments.with("delimiter", "CHAR", "between fields (default , in a csv, a tab in a tsv)"),
        Arguments.with("columns", "A,B,…", "names of the columns, for files without a header"));
  }

  static InputOptions of(CommandLine line, Settings settings) throws UsageException {
    String format = settings.inputFormat();
    String delimiter =
        line.getOptionValue("delimiter", String.valueOf(RecordFormat.of(format).delimiter()));
    if (delimiter.length() != 1) {
      throw new UsageException("Invalid --delimiter: " + delimiter + " (must be one character)");
    }
    List<String> columns = Arguments.list(line, "columns");
    boolean header = columns.isEmpty() && !format.equals("json");
    return new InputOptions(format, delimiter, header, columns);
  }

  RecordFormat recordFormat() throws UsageException {
    try {
      return new RecordFormat(RecordFormat.of(format).kind(), delimiter.charAt(0), header, columns);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }
}
