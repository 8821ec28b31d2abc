package io.howdah.batch;

import io.howdah.model.ModelCard;
import io.howdah.predict.MiniBatch;
import io.howdah.record.InvalidRecordException;
import io.howdah.record.RecordDecoder;
import io.howdah.record.RecordFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.Text;

/**
 * Records from all over an input that a model's card can decode, to try a model on.
 *
 * @param decoder that decodes each of them
 * @param records at least one
 * @param taken records that were looked at; those that are not in {@code records} are rejects
 */
public record RecordSample(RecordDecoder<Text> decoder, List<Text> records, int taken) {
  private static final int MOST = 4096;
  private static final int LEAST = 64;
  private static final int FEATURES = 4 << 20; // of all records together

  public RecordSample {
    records = List.copyOf(records);
  }

  /**
   * Takes a sample; of wide records it takes fewer.
   *
   * @param input files, folders and globs
   * @throws IOException if there is no record that can be decoded
   */
  public static RecordSample of(
      Configuration conf, ModelCard card, RecordFormat format, List<String> input)
      throws IOException {
    int most = Math.max(LEAST, Math.min(MOST, FEATURES / card.schema().width()));
    InputSample sample = InputSample.take(InputFiles.expand(input, conf), format, conf, most);
    RecordDecoder<Text> decoder =
        decoder(card, format, sample.headerLine(), ScoreConfig.maxRecordBytes(conf));
    List<Text> decodable = new ArrayList<>();
    String firstReject = "";
    MiniBatch row = new MiniBatch(1, card.schema().width());
    for (InputSample.Entry entry : sample.entries()) {
      Text record = new Text(entry.bytes());
      try {
        decoder.decode(record, row.open());
        decodable.add(record);
      } catch (InvalidRecordException e) {
        firstReject = firstReject.isEmpty() ? e.getMessage() : firstReject;
      }
    }
    if (decodable.isEmpty()) {
      throw new IOException(
          "Cannot decode any of the first " + sample.entries().size() + " records: " + firstReject);
    }
    return new RecordSample(decoder, decodable, sample.entries().size());
  }

  private static RecordDecoder<Text> decoder(
      ModelCard card, RecordFormat format, String header, int limit) throws IOException {
    try {
      List<String> columns =
          format.header() ? format.parseHeader(new Text(header)) : format.columns();
      return format.decoder(card.schema(), columns, limit);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
