package io.howdah.batch;

import io.howdah.record.RecordFormat;
import io.howdah.record.Utf8;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.io.Text;

/**
 * A few records from all over an input: from the heads of its files, and from evenly spaced places
 * of large uncompressed ones.
 *
 * @param headerLine of the first file that is not empty; empty where the format has none
 * @param headerFile that it is of; empty where the format has none
 */
public record InputSample(String headerLine, String headerFile, List<Entry> entries) {
  private static final int PLACES = 16;
  private static final long LARGE = 1L << 20;

  /** One record and where it lies. */
  public record Entry(String file, long offset, byte[] bytes) {}

  /**
   * Takes a sample of files, folders and globs.
   *
   * @param records at most
   * @throws IOException if a path matches nothing, or cannot be read
   */
  public static InputSample of(
      List<String> paths, RecordFormat format, Configuration conf, int records) throws IOException {
    return take(InputFiles.expand(paths, conf), format, conf, records);
  }

  /** The names of the columns, by the header or as the format tells them. */
  public List<String> columns(RecordFormat format) {
    return format.header() ? format.parseHeader(new Text(headerLine)) : format.columns();
  }

  static InputSample take(
      List<FileStatus> files, RecordFormat format, Configuration base, int records)
      throws IOException {
    Configuration conf = new Configuration(base);
    ScoreConfig.writeFraming(conf, format);
    RecordInputFormat.setHeader(conf, "");
    FileStatus begun = format.header() ? first(files, conf) : null;
    String header = begun == null ? "" : firstLine(begun, conf);
    RecordInputFormat.setHeader(conf, header);
    List<Entry> entries = new ArrayList<>();
    List<FileStatus> spread = spread(files, PLACES);
    List<Part> parts = parts(spread.subList(0, places(files, PLACES)), conf);
    int each = Math.max(1, (records + parts.size() - 1) / parts.size());
    for (Part part : parts) {
      if (entries.size() < records) {
        read(part, conf, Math.min(each, records - entries.size()), entries);
      }
    }
    for (int i = places(files, PLACES);
        records > 0 && entries.isEmpty() && i < spread.size();
        i++) {
      // those at the places are empty, once they are unpacked
      FileStatus file = spread.get(i);
      read(new Part(file, 0, file.getLen()), conf, records, entries);
    }
    return new InputSample(header, begun == null ? "" : begun.getPath().toString(), entries);
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

  private static List<Part> parts(List<FileStatus> files, Configuration conf) throws IOException {
    List<Part> parts = new ArrayList<>();
    for (FileStatus file : files) {
      if (file.getLen() < LARGE || !isPlain(file, conf)) {
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

  private static boolean isPlain(FileStatus file, Configuration conf) throws IOException {
    try (TextRecords lines = TextRecords.open(file.getPath(), 0, file.getLen(), conf)) {
      return !lines.isPacked();
    }
  }

  /** The first that has a record, once it is unpacked. */
  private static FileStatus first(List<FileStatus> files, Configuration conf) throws IOException {
    for (FileStatus file : files) {
      try (TextRecords lines = TextRecords.open(file.getPath(), 0, file.getLen(), conf)) {
        if (lines.next()) {
          return file;
        }
      }
    }
    throw new IOException(
        "Invalid input "
            + files.get(0).getPath()
            + (files.size() > 1 ? " and " + (files.size() - 1) + " more" : "")
            + ": no records, and no header");
  }

  private static String firstLine(FileStatus file, Configuration conf) throws IOException {
    try (TextRecords lines = TextRecords.open(file.getPath(), 0, file.getLen(), conf)) {
      lines.next();
      Text line = lines.record();
      return Utf8.text(line.getBytes(), 0, line.getLength())
          .orElseThrow(
              () ->
                  new IOException(
                      "Invalid header in "
                          + file.getPath()
                          + ": not UTF-8 (convert the file first, with iconv -t UTF-8 -f and its"
                          + " encoding)"));
    }
  }

  private static void read(Part part, Configuration conf, int most, List<Entry> entries)
      throws IOException {
    try (TextRecords lines =
        TextRecords.open(part.file().getPath(), part.from(), part.length(), conf)) {
      for (int i = 0; i < most && lines.next(); i++) {
        entries.add(
            new Entry(
                lines.location().file(), lines.location().offset(), lines.record().copyBytes()));
      }
    }
  }
}
