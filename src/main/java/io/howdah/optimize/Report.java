package io.howdah.optimize;

import io.howdah.model.ModelCard;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What came out of an optimisation.
 *
 * @param parent as it was
 * @param contenders the variants that could be built, from the most exact to the least
 * @param impossible why the others could not
 * @param chosen empty where none may be taken
 */
public record Report(
    Contender parent,
    List<Contender> contenders,
    Map<Variant, String> impossible,
    Optional<Chosen> chosen) {
  public Report {
    contenders = List.copyOf(contenders);
    impossible = Collections.unmodifiableMap(new TreeMap<>(impossible));
  }

  /**
   * The variant to write.
   *
   * @param card with the lineage
   * @param file in the working folder
   */
  public record Chosen(Variant variant, ModelCard card, Path file) {}
}
