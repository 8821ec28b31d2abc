package io.howdah.source;

import io.howdah.record.RecordSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.io.Text;

/** Text files whose header was looked for. */
final class TextSource implements RecordSource {
  private static final int PLACES = 16;
  private static final long LARGE = 1L << 20;

  private final List<FileStatus> files;
  private final TextLayout layout;
  private final String headerFile;
  private final Configuration conf;

  /**
   * @param headerFile of which the header is: the first that holds anything
   */
  TextSource(List<FileStatus> files, TextLayout layout, String headerFile, Configuration conf) {
    this.files = files;
    this.layout = layout;
    this.headerFile = headerFile;
    this.conf = conf;
  }

  @Override
  public List<FileStatus> files() {
    return files;
  }

  @Override
  public List<String> columns() {
    return layout.columns();
  }

  @Override
  public void require(RecordSchema schema) {
    try {
      var unused = layout.decoder(schema);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + " (" + headerFile + ")", e);
    }
  }

  /**
   * Takes records from the heads of the files, and from evenly spaced places of large uncompressed
   * ones.
   */
  @Override
  public TextSample sample(int records) throws IOException {
    List<TextSample.Entry> entries = new ArrayList<>();
    List<FileStatus> spread = Spread.of(files, PLACES);
    List<Part> parts = parts(spread.subList(0, Spread.places(files, PLACES)));
    int each = Math.max(1, (records + parts.size() - 1) / parts.size());
    for (Part part : parts) {
      if (entries.size() < records) {
        read(part, Math.min(each, records - entries.size()), entries);
      }
    }
    for (int i = Spread.places(files, PLACES); entries.isEmpty() && i < spread.size(); i++) {
      // those at the places are empty, once they are unpacked
      FileStatus file = spread.get(i);
      read(new Part(file, 0, file.getLen()), records, entries);
    }
    return new TextSample(layout, entries);
  }

  private record Part(FileStatus file, long from, long length) {}

  private List<Part> parts(List<FileStatus> files) throws IOException {
    List<Part> parts = new ArrayList<>();
    for (FileStatus file : files) {
      if (file.getLen() < LARGE || !isPlain(file)) {
        parts.add(new Part(file, 0, file.getLen()));
        continue;
      }
      long size = file.getLen() / PLACES;
      for (int place = 0; place < PLACES; place++) {
        parts.add(new Part(file, place * size, size));
      }
    }
    return parts;
  }

  private boolean isPlain(FileStatus file) throws IOException {
    try (TextRecords lines = TextRecords.open(file, layout, conf)) {
      return !lines.isPacked();
    }
  }

  private void read(Part part, int most, List<TextSample.Entry> entries) throws IOException {
    try (TextRecords lines =
        TextRecords.open(part.file().getPath(), part.from(), part.length(), layout, conf)) {
      for (int i = 0; i < most && lines.next(); i++) {
        entries.add(
            new TextSample.Entry(
                lines.file(), lines.offset(), new Text(lines.record().copyBytes())));
      }
    }
  }

  @Override
  public InputShape shape() throws IOException {
    return InputShape.of(
        files,
        TextDensity.rowsPerByte(files, layout, conf),
        file -> layout.maySplit(file, conf),
        conf);
  }

  @Override
  public void writeTo(Configuration job) throws IOException {
    layout.writeTo(job);
  }
}
