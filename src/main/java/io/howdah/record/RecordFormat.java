package io.howdah.record;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.io.Text;

/**
 * How records lie in a text file.
 *
 * @param delimiter between fields; unused for JSON
 * @param header true if each file begins with a line of column names
 * @param columns names where no header tells them; empty otherwise
 * @param conventions of the values
 */
public record RecordFormat(
    Kind kind, char delimiter, boolean header, List<String> columns, FieldConventions conventions) {
  /** The formats. */
  public enum Kind {
    /** Fields may be quoted (RFC 4180). */
    CSV(','),
    /** No quotes, no escapes. */
    TSV('\t'),
    /** No quotes; a tab, a line break, a backslash and "absent" are written with a backslash. */
    TSV_ESCAPED('\t'),
    /** One object per line. */
    JSON(',');

    private final char delimiter;

    Kind(char delimiter) {
      this.delimiter = delimiter;
    }

    /** The name, as users write it. */
    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** The names of the formats, as users write them. */
  public static final List<String> NAMES = Arrays.stream(Kind.values()).map(Kind::text).toList();

  public RecordFormat {
    columns = List.copyOf(columns);
    conventions = conventions.of(kind);
    if (delimiter > 127
        || "\"\n\r".indexOf(delimiter) >= 0
        || (delimiter == '\\' && kind == Kind.TSV_ESCAPED)) {
      throw new IllegalArgumentException(
          "Invalid delimiter: "
              + Excerpt.of(String.valueOf(delimiter), 1)
              + " (must be one ASCII character, no quote, no line end"
              + (kind == Kind.TSV_ESCAPED ? ", no backslash)" : ")"));
    }
    if (delimiter == conventions.escape()) {
      throw new IllegalArgumentException(
          "Invalid escape: " + delimiter + " (must not be the delimiter)");
    }
    if (delimiter == conventions.decimal() && (kind == Kind.TSV || kind == Kind.TSV_ESCAPED)) {
      throw new IllegalArgumentException(
          "Invalid decimal: " + delimiter + " (must not be the delimiter)");
    }
  }

  /** The same with the usual conventions. */
  public RecordFormat(Kind kind, char delimiter, boolean header, List<String> columns) {
    this(kind, delimiter, header, columns, FieldConventions.USUAL);
  }

  /**
   * A delimiter as people write it: the character, or an escape for it as Hive and Java have them.
   *
   * @throws IllegalArgumentException if it is not one character
   */
  public static char delimiter(String text) {
    if (text.length() == 1) {
      return text.charAt(0);
    }
    if (text.length() == 2 && text.charAt(0) == '\\') {
      int at = "tnrbf0\\".indexOf(text.charAt(1));
      return at >= 0 ? "\t\n\r\b\f\0\\".charAt(at) : sign(text);
    }
    if (text.matches("\\\\x[0-9a-fA-F]{2}|\\\\u[0-9a-fA-F]{4}")) {
      return (char) Integer.parseInt(text.substring(2), 16);
    }
    if (text.matches("\\\\[0-3][0-7]{2}")) {
      return (char) Integer.parseInt(text.substring(1), 8);
    }
    throw invalidDelimiter(text);
  }

  /** A sign behind a backslash is that sign. */
  private static char sign(String text) {
    char sign = text.charAt(1);
    if (Character.isLetterOrDigit(sign) || sign > 127) {
      throw invalidDelimiter(text);
    }
    return sign;
  }

  private static IllegalArgumentException invalidDelimiter(String text) {
    return new IllegalArgumentException(
        "Invalid delimiter: "
            + Excerpt.of(text, 20)
            + " (must be one character, or written like \\t, \\x01, \\u0001 or \\001)");
  }

  /** The format of that name with its usual delimiter and a header. */
  public static RecordFormat of(String name) {
    for (Kind kind : Kind.values()) {
      if (kind.text().equals(name.toLowerCase(Locale.ROOT))) {
        return new RecordFormat(kind, kind.delimiter, kind != Kind.JSON, List.of());
      }
    }
    throw new IllegalArgumentException(
        "Invalid format: " + name + " (must be csv, tsv, tsv-escaped or json)");
  }

  /**
   * A decoder for one task.
   *
   * @param names of the file's columns; ignored for JSON
   * @throws IllegalArgumentException naming the columns that the schema needs and the file lacks
   */
  public RecordDecoder<Text> decoder(RecordSchema schema, List<String> names) {
    return kind == Kind.JSON
        ? new JsonDecoder(schema, conventions)
        : new CsvDecoder(schema, names, this);
  }

  /**
   * The same for records of a sample, which were not held against the limit yet.
   *
   * @param limit bytes of a record
   */
  public RecordDecoder<Text> decoder(RecordSchema schema, List<String> names, int limit) {
    return new LimitedDecoder(decoder(schema, names), limit);
  }

  /**
   * What finds the records of texts of this format.
   *
   * @param whole true if each text is read from its beginning to its end
   * @param limit bytes of a record
   */
  public RecordFrames frames(boolean whole, int limit) {
    return new RecordFrames(this, whole, limit);
  }

  /**
   * The column names of a header line.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  public List<String> parseHeader(Text line) {
    List<String> names = new ArrayList<>();
    FieldSplitter fields = new FieldSplitter(this);
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
