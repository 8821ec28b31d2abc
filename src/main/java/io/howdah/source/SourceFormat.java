package io.howdah.source;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;

/**
 * A format that the records of an input may have. Formats are found by {@link
 * java.util.ServiceLoader}: a jar on the class path adds one, by a line in its {@code
 * META-INF/services/io.howdah.source.SourceFormat}. It is shipped with every job that reads it.
 */
public interface SourceFormat {
  /** The names that {@code --format} takes for it. */
  List<String> names();

  /**
   * Looks at an input in the driver.
   *
   * @param files that the input consists of, at least one
   * @param spec with one of {@link #names}
   * @param maxRecordBytes a longer record is rejected
   * @throws IOException with one line that names the file and says what is wrong
   */
  RecordSource open(List<FileStatus> files, SourceSpec spec, int maxRecordBytes, Configuration conf)
      throws IOException;

  /** What splits and reads the input of a job, by what {@link RecordSource#writeTo} left in it. */
  JobSource ofJob(Configuration job) throws IOException;
}
