package io.howdah.source;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.howdah.record.RecordFormat;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;

/** What the user says of how the records of an input lie. */
@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
@JsonSubTypes({
  @JsonSubTypes.Type(SourceSpec.Text.class),
  @JsonSubTypes.Type(SourceSpec.Named.class)
})
public sealed interface SourceSpec {
  /** Of the format, as {@code --format} takes it. */
  String name();

  /**
   * Of text files.
   *
   * @param text how a record of text lies
   */
  record Text(RecordFormat text) implements SourceSpec {
    public Text {
      requireNonNull(text, "text");
    }

    @Override
    public String name() {
      return text.kind().text();
    }
  }

  /** Of a format whose records are no text: its name says all. */
  record Named(String name) implements SourceSpec {
    public Named {
      name = name.toLowerCase(Locale.ROOT);
      if (RecordFormat.NAMES.contains(name)) {
        throw new IllegalArgumentException(
            "Invalid format: " + name + " (of text, whose layout must be told)");
      }
    }
  }

  /**
   * Lists an input and looks at it.
   *
   * @param paths files, folders and globs
   * @param maxRecordBytes a longer record is rejected
   * @throws IOException if a path matches nothing, or the files cannot be read as this format
   */
  default RecordSource open(List<String> paths, int maxRecordBytes, Configuration conf)
      throws IOException {
    return of(InputFiles.expand(paths, conf), maxRecordBytes, conf);
  }

  /** The same of files that were listed before. */
  default RecordSource of(List<FileStatus> files, int maxRecordBytes, Configuration conf)
      throws IOException {
    return SourceFormats.named(name()).open(files, this, maxRecordBytes, conf);
  }
}
