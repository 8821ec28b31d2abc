package io.howdah.source;

import io.howdah.model.ModelCard;
import io.howdah.predict.MiniBatch;
import io.howdah.record.InvalidRecordException;
import io.howdah.record.RecordDecoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
   * @throws IOException if there is no record that can be decoded
   */
  public static RecordSample of(TextSource source, ModelCard card) throws IOException {
    int most = Math.max(LEAST, Math.min(MOST, FEATURES / card.schema().width()));
    InputSample sample = source.sample(most);
    RecordDecoder<Text> decoder;
    try {
      decoder = sample.decoder(card.schema());
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
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
}
