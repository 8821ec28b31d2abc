package io.howdah.source;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.howdah.record.RecordFormat;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;

/**
 * What the user says of how the records of an input lie.
 *
 * @param name of the format
 * @param text how a record of text lies; null where the format's records are no text
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SourceSpec(String name, RecordFormat text) {
  public SourceSpec {
    name = name.toLowerCase(Locale.ROOT);
  }

  /** Of a format whose records are no text. */
  public SourceSpec(String name) {
    this(name, null);
  }

  /** Of text files. */
  public SourceSpec(RecordFormat text) {
    this(text.kind().text(), text);
  }

  /**
   * Lists an input and looks at it.
   *
   * @param paths files, folders and globs
   * @param maxRecordBytes a longer record is rejected
   * @throws IOException if a path matches nothing, or the files cannot be read as this format
   */
  public RecordSource open(List<String> paths, int maxRecordBytes, Configuration conf)
      throws IOException {
    return of(InputFiles.expand(paths, conf), maxRecordBytes, conf);
  }

  /** The same of files that were listed before. */
  public RecordSource of(List<FileStatus> files, int maxRecordBytes, Configuration conf)
      throws IOException {
    return SourceFormats.named(name).open(files, this, maxRecordBytes, conf);
  }
}
