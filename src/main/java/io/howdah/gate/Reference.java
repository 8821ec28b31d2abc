package io.howdah.gate;

import io.howdah.view.ViewMode;
import java.util.Optional;

/**
 * The published version, which a run is compared with.
 *
 * @param mode of the view
 * @param rows that its run wrote; 0 where its manifest cannot be read
 * @param histogram of its predictions; empty where it has none that can be read
 * @param evidence that its run kept, as far as it can be read
 */
public record Reference(
    ViewMode mode, long version, long rows, Optional<Histogram> histogram, Evidences evidence) {
  Optional<Overlap.Sample> keys() {
    return evidence.find(KeySketch.KIND).map(keys -> new Overlap.Sample(keys, rows));
  }
}
