package io.howdah.model;

import io.howdah.record.RecordSchema;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a user must know of a model to score records with it: {@code card.json} beside the model.
 *
 * @param name of the model, for people
 * @param version of the model, for people
 * @param schema the record's key, time and features in the model's order
 * @param inputShape of one record as the network wants it, without the mini-batch's dimension:
 *     {@code [32]} for a dense network, {@code [1, 28, 28]} for a convolutional one; its product is
 *     the schema's width
 * @param task what the outputs mean
 * @param labels of the outputs in order; empty for regression and embedding
 * @param sha256 of the model's file, 64 lower-case hexadecimal digits
 * @param lineage of a model that was made from another one
 */
public record ModelCard(
    String name,
    String version,
    RecordSchema schema,
    List<Integer> inputShape,
    Task task,
    List<String> labels,
    String sha256,
    Optional<Lineage> lineage) {
  public ModelCard {
    inputShape = List.copyOf(inputShape);
    labels = List.copyOf(labels);
  }

  /** The card of a model that was made from no other. */
  public ModelCard(
      String name,
      String version,
      RecordSchema schema,
      List<Integer> inputShape,
      Task task,
      List<String> labels,
      String sha256) {
    this(name, version, schema, inputShape, task, labels, sha256, Optional.empty());
  }

  /** The same card of a model that was made from another one. */
  public ModelCard with(Lineage from) {
    return new ModelCard(
        name, version, schema, inputShape, task, labels, sha256, Optional.of(from));
  }

  /** Name and version, as a view names the model: {@code digits:1}. */
  public String title() {
    return name + ":" + version;
  }

  /**
   * Makes sure that a network of so many outputs does what the card says.
   *
   * @throws ModelException if it does not
   */
  public void requireOutputs(int outputs) throws ModelException {
    boolean fits =
        switch (task) {
          case CLASSIFICATION -> outputs == labels.size() || (outputs == 1 && labels.size() == 2);
          case MULTI_LABEL -> outputs == labels.size();
          case REGRESSION -> outputs == 1;
          case EMBEDDING -> outputs >= 1;
        };
    if (!fits) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "Invalid model: %d outputs (the card's task is %s with %d labels)",
              outputs,
              task.text(),
              labels.size()));
    }
  }
}
