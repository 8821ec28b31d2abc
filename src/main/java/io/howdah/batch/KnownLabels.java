package io.howdah.batch;

import io.howdah.gate.KeyLabels;
import io.howdah.gate.KeySketch;
import io.howdah.model.ModelCard;
import io.howdah.model.Task;
import io.howdah.record.Feature;
import io.howdah.record.InvalidRecordException;
import io.howdah.record.RecordDecoder;
import io.howdah.record.RecordFormat;
import io.howdah.record.RecordSchema;
import io.howdah.record.RecordSink;
import io.howdah.settings.Settings;
import io.howdah.source.TextLayout;
import io.howdah.source.TextRecords;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Job;

/**
 * The labels that some keys are known to have, to measure the accuracy of a classification by: a
 * CSV file whose header begins with the name of the key's column, with the label in its second
 * column. Keys are kept by their {@link KeySketch#hash}, which a reducer computes anyway.
 */
public final class KnownLabels implements KeyLabels {
  static final int MOST = 100_000;

  private static final String FILE = Settings.OF_THE_JOB + "labels";
  private static final RecordFormat FORMAT = RecordFormat.of("csv");

  private final long[] hashes;
  private final int[] labels;

  private KnownLabels(SortedMap<Long, Integer> labelsByHash) {
    this.hashes = labelsByHash.keySet().stream().mapToLong(hash -> hash).toArray();
    this.labels = labelsByHash.values().stream().mapToInt(label -> label).toArray();
  }

  @Override
  public int label(long hash) {
    int at = Arrays.binarySearch(hashes, hash);
    return at < 0 ? UNKNOWN : labels[at];
  }

  @Override
  public int size() {
    return hashes.length;
  }

  /**
   * Reads and checks a file.
   *
   * @throws IOException if the model is for another task, or the file has another header, a label
   *     that the card does not know, a key twice, no key or too many
   */
  static KnownLabels read(Path file, Configuration conf, ModelCard card) throws IOException {
    if (card.task() != Task.CLASSIFICATION) {
      throw new IOException(
          "Cannot measure the accuracy of "
              + card.title()
              + ": it is for "
              + card.task().text()
              + " (--labels must be left out)");
    }
    FileSystem files = file.getFileSystem(conf);
    if (!files.exists(file)) {
      throw new IOException("Cannot find labels " + file);
    }
    TextLayout layout = new TextLayout(FORMAT, Settings.ofTask(conf).maxRecordBytes());
    try (TextRecords lines = TextRecords.open(files.getFileStatus(file), layout, conf)) {
      return new KnownLabels(read(lines, file, card));
    }
  }

  private static SortedMap<Long, Integer> read(TextRecords lines, Path file, ModelCard card)
      throws IOException {
    SortedMap<Long, Integer> labels = new TreeMap<>();
    if (!lines.next()) {
      throw invalid("no header", file);
    }
    RecordDecoder<Text> decoder = decoder(lines.record(), file, card);
    while (lines.next()) {
      Row row = new Row();
      try {
        decoder.decode(lines.record(), row);
      } catch (InvalidRecordException e) {
        throw invalid(
            e.getMessage()
                + " at byte "
                + lines.offset()
                + " (the labels are those of "
                + card.title()
                + ")",
            file);
      }
      if (labels.put(row.hash, row.label) != null) {
        throw invalid("a key for the second time at byte " + lines.offset(), file);
      }
      if (labels.size() > MOST) {
        throw invalid(
            String.format(Locale.ROOT, "more than %,d keys; take a sample of them", MOST), file);
      }
    }
    if (labels.isEmpty()) {
      throw invalid("no key", file);
    }
    return labels;
  }

  private static RecordDecoder<Text> decoder(Text header, Path file, ModelCard card)
      throws IOException {
    try {
      List<String> columns = FORMAT.parseHeader(header);
      String key = card.schema().key();
      if (columns.size() < 2 || !columns.get(0).equals(key)) {
        throw invalid(
            "header " + shortened(columns) + " (must be " + key + " and then the label)", file);
      }
      return FORMAT.decoder(
          new RecordSchema(
              key,
              Optional.empty(),
              List.of(new Feature.OneHot(columns.get(1), card.labels(), -1))),
          columns);
    } catch (IllegalArgumentException e) {
      throw invalid(e.getMessage(), file);
    }
  }

  private static String shortened(List<String> columns) {
    String text = String.join(",", columns);
    return text.length() > 120 ? text.substring(0, 120) + "…" : text;
  }

  private static IOException invalid(String what, Path file) {
    return new IOException("Invalid labels in " + file + ": " + what);
  }

  /** Sends a file with a job, whose tasks find it by {@link #ofTask}. */
  static void ship(Job job, Path file) throws IOException {
    Path whole = file.getFileSystem(job.getConfiguration()).makeQualified(file);
    job.getConfiguration().set(FILE, whole.toUri().toString());
    if (!Settings.runsLocally(job.getConfiguration())) {
      TaskFile.ship(job, whole, link(whole));
    }
  }

  /** Empty where the job came without. */
  public static Optional<KnownLabels> ofTask(Configuration conf, ModelCard card)
      throws IOException {
    String text = conf.get(FILE);
    if (text == null) {
      return Optional.empty();
    }
    Path file = new Path(URI.create(text));
    java.nio.file.Path link = java.nio.file.Path.of(link(file));
    return Optional.of(
        read(Files.exists(link) ? new Path(link.toAbsolutePath().toUri()) : file, conf, card));
  }

  /** The suffix may tell how the file is packed. */
  private static String link(Path file) {
    return "howdah-labels" + file.getName().replaceFirst("^[^.]*", "").replaceAll("[^.\\w]", "_");
  }

  /** One line: the key's hash, and which of the labels' slots holds a 1. */
  private static final class Row implements RecordSink {
    private long hash;
    private int label;

    @Override
    public void key(byte[] bytes, int offset, int length) {
      hash = KeySketch.hash(bytes, offset, length);
    }

    @Override
    public void time(long epochMillis) {}

    @Override
    public void feature(int slot, float value) {
      if (value > 0) {
        label = slot;
      }
    }
  }
}
