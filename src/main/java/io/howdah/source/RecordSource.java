package io.howdah.source;

import io.howdah.record.RecordSchema;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;

/** An input that the driver has looked at. */
public interface RecordSource {
  /** The files that it consists of, at least one. */
  List<FileStatus> files();

  /**
   * The names of its columns; empty where each record names its own fields.
   *
   * @throws IllegalArgumentException if they cannot be told
   */
  List<String> columns();

  /**
   * Checks that its records can have what a schema needs.
   *
   * @throws IllegalArgumentException naming the columns that are missing, and a file
   */
  void require(RecordSchema schema);

  /**
   * Takes a few records, from all over the input.
   *
   * @param records at most
   */
  RecordSample sample(int records) throws IOException;

  /** How much it is, and how a job would split it. */
  InputShape shape() throws IOException;

  /** Leaves in a job's configuration what {@link SourceFormat#ofJob} reads there. */
  void writeTo(Configuration job) throws IOException;

  /** Its first file, and how many more there are, for people. */
  default String name() {
    return files().get(0).getPath()
        + (files().size() > 1 ? " and " + (files().size() - 1) + " more" : "");
  }
}
