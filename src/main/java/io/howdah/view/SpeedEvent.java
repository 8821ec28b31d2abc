package io.howdah.view;

import io.howdah.predict.Prediction;
import io.howdah.record.RecordKey;
import java.util.Objects;
import org.apache.hadoop.hbase.HConstants;

/**
 * What an event says of a key: a prediction, or that the key is gone.
 *
 * @param key the row key, 1 to 32,767 bytes; not copied
 * @param time of the event, epoch milliseconds; the timestamp of its cells
 * @param prediction null for a deletion
 * @param model name and version of the model that scored; null for a deletion
 */
public record SpeedEvent(byte[] key, long time, Prediction prediction, String model) {
  public SpeedEvent {
    key = RecordKey.require(key);
    // HBase writes its own clock's time in place of the largest one
    if (time < 0 || time == HConstants.LATEST_TIMESTAMP) {
      throw new IllegalArgumentException(
          "Invalid event time: " + time + " (must be epoch milliseconds, 0 or more)");
    }
    if (prediction != null) {
      Objects.requireNonNull(model, "the model of a prediction");
    }
  }

  /** The event that takes a key away. */
  public static SpeedEvent deletion(byte[] key, long time) {
    return new SpeedEvent(key, time, null, null);
  }

  public boolean isDeletion() {
    return prediction == null;
  }
}
