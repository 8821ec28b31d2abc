package io.howdah.view;

import java.util.Map;
import java.util.Optional;

/**
 * What both layers hold of a key, within the time ranges of the published version.
 *
 * @param batch cells of the batch view, if there are any
 * @param speed cells of the speed view, if there are any
 */
public record ViewRow(Optional<Layer> batch, Optional<Layer> speed) {
  /**
   * One layer's answer.
   *
   * @param timestamp the version it was written by, or the event's time; epoch milliseconds
   * @param fields values by qualifier
   */
  public record Layer(long timestamp, Map<String, String> fields) {}
}
