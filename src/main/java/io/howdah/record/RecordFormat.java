package io.howdah.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.io.Text;

/**
 * How records lie in a text file.
 *
 * @param delimiter between fields; unused for JSON
 * @param header true if each file begins with a line of column names
 * @param columns names where no header tells them; empty otherwise
 */
public record RecordFormat(Kind kind, char delimiter, boolean header, List<String> columns) {
  /** The formats. */
  public enum Kind {
    /** Fields may be quoted (RFC 4180). */
    CSV,
    /** No quotes, no escapes. */
    TSV,
    /** No quotes; a tab, a line break, a backslash and "absent" are written with a backslash. */
    TSV_ESCAPED,
    /** One object a line. */
    JSON
  }

  /** The names of the formats, as users write them. */
  public static final List<String> NAMES = List.of("csv", "tsv", "tsv-escaped", "json");

  public RecordFormat {
    columns = List.copyOf(columns);
    if (delimiter > 127
        || "\"\n\r".indexOf(delimiter) >= 0
        || (delimiter == '\\' && kind == Kind.TSV_ESCAPED)) {
      throw new IllegalArgumentException(
          "Invalid delimiter: "
              + delimiter
              + " (must be one ASCII character, no quote, no line end"
              + (kind == Kind.TSV_ESCAPED ? ", no backslash)" : ")"));
    }
  }

  /** The format of that name with its usual delimiter and a header. */
  public static RecordFormat of(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "csv" -> new RecordFormat(Kind.CSV, ',', true, List.of());
      case "tsv" -> new RecordFormat(Kind.TSV, '\t', true, List.of());
      case "tsv-escaped" -> new RecordFormat(Kind.TSV_ESCAPED, '\t', true, List.of());
      case "json" -> new RecordFormat(Kind.JSON, ',', false, List.of());
      default ->
          throw new IllegalArgumentException(
              "Invalid format: " + name + " (must be csv, tsv, tsv-escaped or json)");
    };
  }

  /**
   * A decoder for one task.
   *
   * @param names of the file's columns; ignored for JSON
   * @throws IllegalArgumentException naming the columns that the schema needs and the file lacks
   */
  public RecordDecoder<Text> decoder(RecordSchema schema, List<String> names) {
    return kind == Kind.JSON
        ? new JsonDecoder(schema)
        : new CsvDecoder(schema, names, delimiter, kind);
  }

  /**
   * What finds the records of texts of this format.
   *
   * @param whole true if each text is read from its beginning to its end
   * @param limit bytes of a record
   */
  public RecordFrames frames(boolean whole, int limit) {
    return new RecordFrames(kind, delimiter, whole, limit);
  }

  /**
   * The column names of a header line.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  public List<String> parseHeader(Text line) {
    List<String> names = new ArrayList<>();
    FieldSplitter fields = new FieldSplitter((byte) delimiter, kind);
    try {
      fields.start(line.getBytes(), line.getLength());
      while (fields.next()) {
        int column = names.size() + 1;
        names.add(
            fields.text().orElseThrow(() -> new IllegalArgumentException(notText(column))).strip());
      }
    } catch (InvalidRecordException e) {
      throw new IllegalArgumentException("Invalid header: " + e.getMessage(), e);
    }
    return names;
  }

  private static String notText(int column) {
    return "Invalid header: column "
        + column
        + " is not UTF-8 (convert the file first, with iconv -t UTF-8 -f and its encoding)";
  }
}
