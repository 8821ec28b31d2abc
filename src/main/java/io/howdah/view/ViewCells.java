package io.howdah.view;

import io.howdah.predict.Prediction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.hbase.KeyValue;

/**
 * How a prediction lies in a row: qualifiers {@code label}, {@code score}, {@code scores}, {@code
 * top} and {@code value}, UTF-8 text each, in this order (HBase's own). The specification is
 * view-format.md.
 */
public final class ViewCells {
  /** Family of the batch view. */
  public static final byte[] BATCH = {'b'};

  /** Family of the speed view. */
  public static final byte[] SPEED = {'s'};

  /** Qualifier of the speed view that takes a key away, whatever else has its timestamp. */
  public static final String DELETED = "deleted";

  /** Qualifier of the speed view: name and version of the model that scored the event. */
  public static final String MODEL = "model";

  private static final byte[] LABEL = bytes("label");
  private static final byte[] SCORE = bytes("score");
  private static final byte[] SCORES = bytes("scores");
  private static final byte[] TOP = bytes("top");
  private static final byte[] VALUE = bytes("value");

  private ViewCells() {}

  /**
   * The cells of a row, sorted.
   *
   * @param timestamp the version, epoch milliseconds
   */
  public static List<KeyValue> encode(
      byte[] row, byte[] family, long timestamp, Prediction prediction) {
    List<KeyValue> cells = new ArrayList<>(3);
    if (prediction instanceof Prediction.Classified classified) {
      cells.add(cell(row, family, LABEL, timestamp, classified.label()));
      cells.add(cell(row, family, SCORE, timestamp, FloatText.of(classified.score())));
    }
    if (prediction.scores().length > 0) {
      cells.add(cell(row, family, SCORES, timestamp, array(prediction.scores())));
    }
    if (prediction instanceof Prediction.Likely likely) {
      cells.add(cell(row, family, TOP, timestamp, array(likely.labels())));
    } else if (prediction instanceof Prediction.Ranking ranking) {
      cells.add(cell(row, family, TOP, timestamp, array(ranking.places())));
    } else if (prediction instanceof Prediction.Value value) {
      cells.add(cell(row, family, VALUE, timestamp, FloatText.of(value.value())));
    }
    return cells;
  }

  /** Bytes that a row's cells take before HBase encodes them. */
  public static long length(byte[] row, Prediction prediction) {
    return encode(row, BATCH, 1, prediction).stream().mapToLong(KeyValue::getLength).sum();
  }

  private static KeyValue cell(
      byte[] row, byte[] family, byte[] qualifier, long timestamp, String value) {
    return new KeyValue(row, family, qualifier, timestamp, bytes(value));
  }

  private static String array(float[] scores) {
    StringBuilder json = new StringBuilder("[");
    for (float score : scores) {
      json.append(json.length() > 1 ? "," : "").append(FloatText.of(score));
    }
    return json.append(']').toString();
  }

  private static String array(List<Prediction.Place> places) {
    StringBuilder json = new StringBuilder("[");
    for (Prediction.Place place : places) {
      json.append(json.length() > 1 ? ",{" : "{");
      if (place.said() instanceof Prediction.Classified classified) {
        json.append("\"label\":");
        quote(classified.label(), json);
        json.append(',');
      }
      json.append("\"score\":").append(FloatText.of(place.said().score()));
      if (place.said().scores().length > 0) {
        json.append(",\"scores\":").append(array(place.said().scores()));
      }
      place.time().ifPresent(time -> json.append(",\"time\":").append(time));
      json.append('}');
    }
    return json.append(']').toString();
  }

  private static void quote(String text, StringBuilder json) {
    json.append('"')
        .append(com.fasterxml.jackson.core.io.JsonStringEncoder.getInstance().quoteAsString(text))
        .append('"');
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
