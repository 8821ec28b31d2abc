package io.howdah.bench;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.howdah.predict.MiniBatch;
import io.howdah.record.Feature;
import io.howdah.record.InvalidRecordException;
import io.howdah.record.RecordDecoder;
import io.howdah.record.RecordFormat;
import io.howdah.record.RecordSchema;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.util.LineReader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Decodes CSV rows of a key and 32 numbers, from the bytes of a file in memory to a key and floats
 * in a mini-batch; finding the lines is part of it. JMH's part of {@link DecodeRates}.
 */
@State(Scope.Benchmark)
public class CsvRow {
  private static final int ROWS = 1024;
  private static final int FEATURES = 32;

  /** {@code decimals}: four of them, as sensors give them; {@code floats}: as Java prints them. */
  @Param("decimals")
  public String numbers;

  private final MiniBatch batch = new MiniBatch(ROWS, FEATURES);
  private final ByteBuffer nothing = ByteBuffer.allocate(0);
  private final Text line = new Text();
  private byte[] csv;
  private RecordDecoder<Text> decoder;

  /** Writes the rows, and sees that all three read the same. */
  @Setup
  public void write() throws Exception {
    List<String> columns = new ArrayList<>(List.of("id"));
    List<Feature> features = new ArrayList<>();
    for (int i = 0; i < FEATURES; i++) {
      columns.add("f" + i);
      features.add(new Feature.Numeric("f" + i, Float.NaN));
    }
    decoder =
        RecordFormat.of("csv").decoder(new RecordSchema("id", Optional.empty(), features), columns);
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder rows = new StringBuilder();
    for (int row = 0; row < ROWS; row++) {
      rows.append(BenchData.key(row));
      for (int i = 0; i < FEATURES; i++) {
        rows.append(',');
        if (numbers.equals("decimals")) {
          BenchData.number(random, rows);
        } else {
          rows.append((float) random.nextGaussian());
        }
      }
      rows.append('\n');
    }
    csv = rows.toString().getBytes(StandardCharsets.US_ASCII);
    double sum = sum(howdah());
    if (sum != sum(univocity()) || sum != sum(fastCsv())) {
      throw new IllegalStateException("Invalid benchmark: not all decode the same");
    }
  }

  private static double sum(MiniBatch decoded) {
    double sum = decoded.keys()[decoded.keyStart(ROWS - 1)];
    for (long i = 0; i < (long) ROWS * FEATURES; i++) {
      sum += (i % 7 + 1) * decoded.floats().get(i);
    }
    return sum;
  }

  /** Howdah's decoder, with the line reader of its mappers. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public MiniBatch howdah() throws IOException, InvalidRecordException {
    batch.clear();
    try (LineReader lines = new LineReader(new ByteArrayInputStream(csv), 1 << 16)) {
      while (lines.readLine(line) > 0) {
        decoder.decode(line, batch.open());
        batch.close("", 0, nothing);
      }
    }
    return batch;
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public MiniBatch univocity() {
    CsvParserSettings settings = new CsvParserSettings();
    settings.getFormat().setLineSeparator("\n");
    settings.setReadInputOnSeparateThread(false);
    CsvParser parser = new CsvParser(settings);
    parser.beginParsing(new ByteArrayInputStream(csv), StandardCharsets.UTF_8);
    batch.clear();
    for (String[] row = parser.parseNext(); row != null; row = parser.parseNext()) {
      key(row[0]);
      for (int i = 0; i < FEATURES; i++) {
        batch.feature(i, Float.parseFloat(row[i + 1]));
      }
      batch.close("", 0, nothing);
    }
    return batch;
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public MiniBatch fastCsv() throws IOException {
    batch.clear();
    try (Reader in = new InputStreamReader(new ByteArrayInputStream(csv), StandardCharsets.UTF_8);
        CsvReader<CsvRecord> rows = CsvReader.builder().ofCsvRecord(in)) {
      for (CsvRecord row : rows) {
        key(row.getField(0));
        for (int i = 0; i < FEATURES; i++) {
          batch.feature(i, Float.parseFloat(row.getField(i + 1)));
        }
        batch.close("", 0, nothing);
      }
    }
    return batch;
  }

  private void key(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    batch.open().key(bytes, 0, bytes.length);
  }
}
