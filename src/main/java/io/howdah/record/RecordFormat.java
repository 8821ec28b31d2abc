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
    CSV,
    TSV,
    JSON
  }

  public RecordFormat {
    columns = List.copyOf(columns);
    if (delimiter > 127 || delimiter == '"' || delimiter == '\n' || delimiter == '\r') {
      throw new IllegalArgumentException(
          "Invalid delimiter: "
              + delimiter
              + " (must be one ASCII character, no quote, no line end)");
    }
  }

  /** The format of that name with its usual delimiter and a header. */
  public static RecordFormat of(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "csv" -> new RecordFormat(Kind.CSV, ',', true, List.of());
      case "tsv" -> new RecordFormat(Kind.TSV, '\t', true, List.of());
      case "json" -> new RecordFormat(Kind.JSON, ',', false, List.of());
      default ->
          throw new IllegalArgumentException(
              "Invalid format: " + name + " (must be csv, tsv or json)");
    };
  }

  /**
   * A decoder for one task.
   *
   * @param names of the file's columns; ignored for JSON
   * @throws IllegalArgumentException naming the columns that the schema needs and the file lacks
   */
  public RecordDecoder<Text> decoder(RecordSchema schema, List<String> names) {
    return kind == Kind.JSON ? new JsonDecoder(schema) : new CsvDecoder(schema, names, delimiter);
  }

  /** The column names of a header line. */
  public List<String> parseHeader(Text line) {
    List<String> names = new ArrayList<>();
    FieldSplitter fields = new FieldSplitter((byte) delimiter);
    try {
      fields.start(line.getBytes(), line.getLength());
      while (fields.next()) {
        names.add(fields.text().strip());
      }
    } catch (InvalidRecordException e) {
      throw new IllegalArgumentException("Invalid header: " + e.getMessage(), e);
    }
    return names;
  }
}
