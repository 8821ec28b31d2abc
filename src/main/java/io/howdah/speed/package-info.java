/**
 * The speed layer: events from Kafka, scored with the batch layer's decoder, mini-batches and
 * predictor, and written to the speed view at their own time.
 */
package io.howdah.speed;
