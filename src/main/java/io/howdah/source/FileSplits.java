package io.howdah.source;

import io.howdah.predict.MiniBatchReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.input.CombineFileInputFormat;
import org.apache.hadoop.mapreduce.lib.input.CombineFileSplit;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.security.TokenCache;

/**
 * Splits files: large ones by blocks, many small ones together. It takes the files that the driver
 * listed: none is listed again, and no name goes through a pattern, a list with commas or the job's
 * configuration.
 */
public final class FileSplits {
  private static final String LIST = JobText.OF_THE_JOB + "files";
  private static final long DEFAULT_SPLIT = 128L << 20;

  private FileSplits() {}

  /** What tells whether a file may be read in parts. */
  public interface Splittable {
    boolean maySplit(FileStatus file) throws IOException;
  }

  /**
   * Sets the files of a job.
   *
   * @param list file that {@link InputList} wrote, for they may be too many for a configuration
   */
  public static void setFiles(Configuration job, Path list) {
    job.set(LIST, list.toString());
  }

  /**
   * The files of a job.
   *
   * @throws IOException if one of them is not what it was when it was listed
   */
  public static List<FileStatus> files(Configuration job) throws IOException {
    List<FileStatus> files = new ArrayList<>();
    for (InputFile file : InputList.read(new Path(job.get(LIST)), job)) {
      files.add(file.unchanged(job));
    }
    return files;
  }

  /** The splits, with the parts of all of them numbered as they follow each other in the input. */
  public static List<InputSplit> of(List<FileStatus> files, Splittable splittable, JobContext job)
      throws IOException {
    long most = job.getConfiguration().getLong(FileInputFormat.SPLIT_MAXSIZE, DEFAULT_SPLIT);
    Set<Path> whole = new HashSet<>();
    for (FileStatus file : files) {
      boolean isOnePart = file.getLen() <= Math.min(most, file.getBlockSize());
      if (!isOnePart && !splittable.maySplit(file)) {
        whole.add(file.getPath());
      }
    }
    return inOrder(new Combined(files, whole, most).getSplits(job), files);
  }

  /** Hadoop's combining of blocks by where they lie. */
  private static final class Combined
      extends CombineFileInputFormat<NullWritable, MiniBatchReader> {
    private final List<FileStatus> files;
    private final Set<Path> whole;

    Combined(List<FileStatus> files, Set<Path> whole, long most) {
      this.files = files;
      this.whole = whole;
      setMaxSplitSize(most);
    }

    @Override
    protected List<FileStatus> listStatus(JobContext job) throws IOException {
      TokenCache.obtainTokensForNamenodes(
          job.getCredentials(),
          files.stream().map(FileStatus::getPath).toArray(Path[]::new),
          job.getConfiguration());
      return files;
    }

    @Override
    protected boolean isSplitable(JobContext context, Path file) {
      return !whole.contains(file);
    }

    @Override
    public RecordReader<NullWritable, MiniBatchReader> createRecordReader(
        InputSplit split, TaskAttemptContext context) {
      throw new AssertionError("only splits are taken from here");
    }
  }

  private static List<InputSplit> inOrder(List<InputSplit> splits, List<FileStatus> files)
      throws IOException {
    Map<Path, Integer> places = new HashMap<>();
    for (int i = 0; i < files.size(); i++) {
      places.put(files.get(i).getPath(), i);
    }
    record Placed(int split, int file, long from, long length) {}
    List<Placed> all = new ArrayList<>();
    for (int split = 0; split < splits.size(); split++) {
      CombineFileSplit parts = (CombineFileSplit) splits.get(split);
      for (int i = 0; i < parts.getNumPaths(); i++) {
        int file = places.get(parts.getPath(i));
        all.add(new Placed(split, file, parts.getOffset(i), parts.getLength(i)));
      }
    }
    if (all.size() > RecordSplit.MOST_PARTS) {
      throw new FaultyInputException(
          String.format(
              Locale.ROOT,
              "Cannot read input: %,d parts of files (must be at most %,d: join small files, or"
                  + " raise %s)",
              all.size(),
              RecordSplit.MOST_PARTS,
              FileInputFormat.SPLIT_MAXSIZE));
    }
    all.sort(Comparator.comparingInt(Placed::file).thenComparingLong(Placed::from));
    List<List<RecordSplit.Part>> bySplit = new ArrayList<>();
    splits.forEach(split -> bySplit.add(new ArrayList<>()));
    for (int ordinal = 0; ordinal < all.size(); ordinal++) {
      Placed part = all.get(ordinal);
      bySplit
          .get(part.split())
          .add(
              new RecordSplit.Part(
                  part.file(),
                  InputFile.of(files.get(part.file())),
                  part.from(),
                  part.length(),
                  ordinal));
    }
    List<InputSplit> ordered = new ArrayList<>();
    for (int split = 0; split < splits.size(); split++) {
      String[] hosts = ((CombineFileSplit) splits.get(split)).getLocations();
      ordered.add(new RecordSplit(bySplit.get(split), hosts));
    }
    return ordered;
  }
}
