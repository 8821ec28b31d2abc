package io.howdah.source;

import io.howdah.predict.MiniBatchReader;
import io.howdah.record.RecordDecoder;
import io.howdah.record.RecordFormat;
import io.howdah.record.RecordSchema;
import io.howdah.record.Utf8;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.JobContext;

/** Text files whose records are lines, or what {@link RecordFormat} makes of lines. */
public final class TextFormat implements SourceFormat {
  @Override
  public List<String> names() {
    return RecordFormat.NAMES;
  }

  /** Looks for the header: the first line of the first file that has one. */
  @Override
  public RecordSource open(
      List<FileStatus> files, SourceSpec spec, int maxRecordBytes, Configuration conf)
      throws IOException {
    RecordFormat format = ((SourceSpec.Text) spec).text();
    TextLayout layout = new TextLayout(format, maxRecordBytes);
    if (!format.header()) {
      return new TextSource(files, layout, files.get(0).getPath().toString(), conf);
    }
    for (FileStatus file : files) {
      try (TextRecords lines = TextRecords.open(file, layout, conf)) {
        if (lines.next()) {
          String header = headerLine(lines.record(), file);
          return new TextSource(files, layout.withHeader(header), file.getPath().toString(), conf);
        }
      }
    }
    throw new IOException(
        "Invalid input "
            + new TextSource(files, layout, "", conf).name()
            + ": no records, and no header");
  }

  private static String headerLine(Text line, FileStatus file) throws IOException {
    return Utf8.text(line.getBytes(), 0, line.getLength())
        .orElseThrow(
            () ->
                new IOException(
                    "Invalid header in "
                        + file.getPath()
                        + ": not UTF-8 (convert the file first, with iconv -t UTF-8 -f and its"
                        + " encoding)"));
  }

  @Override
  public JobSource ofJob(Configuration job) throws IOException {
    return new Job(TextLayout.from(job), job);
  }

  private record Job(TextLayout layout, Configuration conf) implements JobSource {
    @Override
    public List<InputSplit> splits(JobContext job) throws IOException {
      return FileSplits.of(FileSplits.files(conf), file -> layout.maySplit(file, conf), job);
    }

    @Override
    public MiniBatchReader read(InputSplit split, RecordSchema schema, boolean withPlaces) {
      RecordDecoder<Text> decoder = layout.decoder(schema);
      return new SplitReader(
          (RecordSplit) split,
          part -> new TextPart(TextRecords.open(part, layout, conf), decoder, withPlaces),
          conf);
    }
  }
}
