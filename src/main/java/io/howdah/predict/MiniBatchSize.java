package io.howdah.predict;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.howdah.model.Tuning;

/** How many rows the mini-batches of a run have. */
public sealed interface MiniBatchSize {
  /** The text of {@link Auto}. */
  String AUTO = "auto";

  /** Each task finds out in its first seconds. */
  record Auto() implements MiniBatchSize {
    @Override
    @JsonValue
    public String toString() {
      return AUTO;
    }
  }

  /**
   * The same for all tasks.
   *
   * @param rows at least 1
   */
  record Fixed(int rows) implements MiniBatchSize {
    public Fixed {
      if (rows < 1 || rows > Tuning.MAX_BATCH_SIZE) {
        throw new IllegalArgumentException(
            "Invalid batch size: "
                + rows
                + " (must be 1 to "
                + Tuning.MAX_BATCH_SIZE
                + ", or "
                + AUTO
                + ")");
      }
    }

    @JsonValue
    @Override
    public int rows() {
      return rows;
    }

    @Override
    public String toString() {
      return Integer.toString(rows);
    }
  }

  /** Reads {@link #AUTO} from a manifest. */
  @JsonCreator
  static MiniBatchSize of(String text) {
    if (text.equals(AUTO)) {
      return new Auto();
    }
    throw new IllegalArgumentException("Invalid batch size: " + text);
  }

  @JsonCreator
  static MiniBatchSize of(int rows) {
    return new Fixed(rows);
  }

  /** How many rows, or that many where each task finds out. */
  default int orElse(int rows) {
    return this instanceof Fixed fixed ? fixed.rows() : rows;
  }
}
