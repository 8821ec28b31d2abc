package io.howdah.source;

import io.howdah.predict.MiniBatchReader;
import io.howdah.record.RecordFormat;
import io.howdah.record.RecordSchema;
import io.howdah.record.Utf8;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.io.Text;

/** Text files whose records are lines, or what {@link RecordFormat} makes of lines. */
public final class TextSource {
  private static final int PLACES = 16;
  private static final long LARGE = 1L << 20;

  private final List<FileStatus> files;
  private final TextLayout layout;
  private final String headerFile;
  private final Configuration conf;

  private TextSource(
      List<FileStatus> files, TextLayout layout, String headerFile, Configuration conf) {
    this.files = files;
    this.layout = layout;
    this.headerFile = headerFile;
    this.conf = conf;
  }

  /**
   * Lists an input and looks for its header.
   *
   * @param paths files, folders and globs
   * @param maxRecordBytes a longer record is rejected
   * @throws IOException if a path matches nothing or cannot be read, or the header is not UTF-8
   */
  public static TextSource open(
      List<String> paths, RecordFormat format, int maxRecordBytes, Configuration conf)
      throws IOException {
    return of(InputFiles.expand(paths, conf), format, maxRecordBytes, conf);
  }

  /** The same of files that were listed before. */
  public static TextSource of(
      List<FileStatus> files, RecordFormat format, int maxRecordBytes, Configuration conf)
      throws IOException {
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
    throw new IOException("Invalid input " + name(files) + ": no records, and no header");
  }

  /** The first of the files, and how many more there are, for people. */
  String name() {
    return name(files);
  }

  private static String name(List<FileStatus> files) {
    return files.get(0).getPath()
        + (files.size() > 1 ? " and " + (files.size() - 1) + " more" : "");
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

  public List<FileStatus> files() {
    return files;
  }

  public TextLayout layout() {
    return layout;
  }

  /** The names of the columns; empty for JSON, each record of which names its own. */
  public List<String> columns() {
    return layout.columns();
  }

  /** The file of which the header is: the first that holds anything. */
  public String headerFile() {
    return headerFile;
  }

  /**
   * Takes a few records from the heads of the files, and from evenly spaced places of large
   * uncompressed ones.
   *
   * @param records at most
   */
  public InputSample sample(int records) throws IOException {
    List<InputSample.Entry> entries = new ArrayList<>();
    List<FileStatus> spread = spread(files, PLACES);
    List<Part> parts = parts(spread.subList(0, places(files, PLACES)));
    int each = Math.max(1, (records + parts.size() - 1) / parts.size());
    for (Part part : parts) {
      if (entries.size() < records) {
        read(part, Math.min(each, records - entries.size()), entries);
      }
    }
    for (int i = places(files, PLACES); entries.isEmpty() && i < spread.size(); i++) {
      // those at the places are empty, once they are unpacked
      FileStatus file = spread.get(i);
      read(new Part(file, 0, file.getLen()), records, entries);
    }
    return new InputSample(layout, entries);
  }

  /**
   * Reads a split in its task.
   *
   * @param withPlaces true to note where each record is in the order of the input
   * @throws IllegalArgumentException naming the columns that the schema needs and the input lacks
   */
  public static MiniBatchReader read(
      RecordSplit split,
      TextLayout layout,
      RecordSchema schema,
      boolean withPlaces,
      Configuration conf) {
    return new TextBatchReader(split, layout, layout.decoder(schema), withPlaces, conf);
  }

  /** How much it is, and how a job would split it. */
  public InputShape shape() throws IOException {
    return InputShape.of(files, layout, conf);
  }

  /** The files at evenly spaced places, and then the others. */
  static List<FileStatus> spread(List<FileStatus> files, int places) {
    int step = Math.max(1, files.size() / places);
    List<FileStatus> spread = new ArrayList<>();
    for (int i = 0; i < files.size(); i += step) {
      spread.add(files.get(i));
    }
    for (int i = 0; i < files.size(); i++) {
      if (i % step != 0) {
        spread.add(files.get(i));
      }
    }
    return spread;
  }

  /** How many of {@link #spread} are at places. */
  static int places(List<FileStatus> files, int places) {
    int step = Math.max(1, files.size() / places);
    return (files.size() + step - 1) / step;
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

  private void read(Part part, int most, List<InputSample.Entry> entries) throws IOException {
    try (TextRecords lines =
        TextRecords.open(part.file().getPath(), part.from(), part.length(), layout, conf)) {
      for (int i = 0; i < most && lines.next(); i++) {
        entries.add(
            new InputSample.Entry(lines.file(), lines.offset(), lines.record().copyBytes()));
      }
    }
  }
}
