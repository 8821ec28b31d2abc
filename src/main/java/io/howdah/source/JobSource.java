package io.howdah.source;

import io.howdah.predict.MiniBatchReader;
import io.howdah.record.RecordSchema;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.JobContext;

/** The input of a job, as it is split where the job is submitted and read in its tasks. */
public interface JobSource {
  /**
   * One split per mapper. The bytes that are read of files are held against those that were listed,
   * so files are split by {@link FileSplits} and read by {@link SplitReader}.
   */
  List<InputSplit> splits(JobContext job) throws IOException;

  /**
   * Reads a split in its task.
   *
   * @param withPlaces true to note where each record is in the order of the input
   * @throws IllegalArgumentException naming the columns that the schema needs and the input lacks
   */
  MiniBatchReader read(InputSplit split, RecordSchema schema, boolean withPlaces)
      throws IOException;
}
