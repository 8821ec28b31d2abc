package io.howdah.model;

import io.howdah.record.RecordSchema;
import java.util.List;

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
 */
public record ModelCard(
    String name,
    String version,
    RecordSchema schema,
    List<Integer> inputShape,
    Task task,
    List<String> labels,
    String sha256) {
  public ModelCard {
    inputShape = List.copyOf(inputShape);
    labels = List.copyOf(labels);
  }
}
