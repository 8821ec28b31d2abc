package io.howdah.batch;

/**
 * The books of a run: {@code RECORDS_READ = PREDICTIONS + REJECTS}, {@code PREDICTIONS =
 * KEYS_WRITTEN + MERGED_AWAY}. Counters of rejects by cause stand in the group of {@link
 * io.howdah.record.RejectCause}.
 */
public enum ScoreCounter {
  /** Records that the mappers were handed. */
  RECORDS_READ,
  /** Records that the model scored with finite numbers. */
  PREDICTIONS,
  /** Values that the card's rules filled in for scored records; not a part of the books. */
  FILLED_IN,
  /** Records that could not be decoded or scored. */
  REJECTS,
  /** Rejects whose score was NaN or infinite. */
  NON_FINITE,
  /** Scored records that gave way to another one of their key. */
  MERGED_AWAY,
  /** Keys of which there was more than one scored record. */
  KEYS_DOUBLED,
  /** Rows of the view. */
  KEYS_WRITTEN,
  /** Cells of the view. */
  CELLS_WRITTEN
}
