package io.howdah.source;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.record.RecordDecoder;
import io.howdah.record.RecordFormat;
import io.howdah.record.RecordSchema;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.io.Text;

/**
 * How the text files of an input are read: the same in the driver and in every task.
 *
 * @param format of records and fields
 * @param headerLine with which every file must begin; empty where none must
 * @param maxRecordBytes of a longer record so much and a byte is handed over, to be rejected
 */
public record TextLayout(RecordFormat format, String headerLine, int maxRecordBytes) {
  private static final String KEY = JobText.OF_THE_JOB + "text-layout";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Before a header was looked for. */
  public TextLayout(RecordFormat format, int maxRecordBytes) {
    this(format, "", maxRecordBytes);
  }

  TextLayout withHeader(String line) {
    return new TextLayout(format, line, maxRecordBytes);
  }

  /**
   * The names of the columns, by the header or as the user named them; empty for JSON.
   *
   * @throws IllegalArgumentException if the header is malformed
   */
  public List<String> columns() {
    if (format.kind() == RecordFormat.Kind.JSON) {
      return List.of();
    }
    return format.header() ? format.parseHeader(new Text(headerLine)) : format.columns();
  }

  /**
   * What decodes records, and rejects those that are longer than the limit.
   *
   * @throws IllegalArgumentException naming the columns that the schema needs and the input lacks
   */
  public RecordDecoder<Text> decoder(RecordSchema schema) {
    return format.decoder(schema, columns(), maxRecordBytes);
  }

  /** True if a file may be read in parts. */
  boolean maySplit(FileStatus file, Configuration conf) throws IOException {
    return Packing.maySplit(file.getPath(), format.delimiter(), conf);
  }

  /** Puts it into a job's configuration. */
  public void writeTo(Configuration conf) throws IOException {
    SourceFormats.writeTo(conf, format.kind().text());
    conf.set(KEY, JobText.ofJson(JSON.writeValueAsString(this)));
  }

  /** What {@link #writeTo} put there. */
  public static TextLayout from(Configuration conf) throws IOException {
    // raw, for "${user.name}" in a header is no variable
    return JSON.readValue(conf.getRaw(KEY), TextLayout.class);
  }
}
