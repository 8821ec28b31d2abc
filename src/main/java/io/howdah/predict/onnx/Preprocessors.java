package io.howdah.predict.onnx;

import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;

/**
 * What DL4J puts between layers of different shapes. Time steps become rows and rows time steps;
 * here a record's steps lie one after the other, in DL4J a step's records, which no layer in
 * between can tell.
 */
final class Preprocessors {
  private Preprocessors() {}

  static Value add(OnnxGraph graph, InputPreProcessor preprocessor, Value in) {
    if (preprocessor instanceof ComposableInputPreProcessor composed) {
      Value value = in;
      for (InputPreProcessor each : composed.getInputPreProcessors()) {
        value = add(graph, each, value);
      }
      return value;
    } else if (preprocessor instanceof CnnToFeedForwardPreProcessor) {
      return in.shape().length == 1 ? in : flat(graph, in);
    } else if (preprocessor instanceof FeedForwardToCnnPreProcessor to) {
      return in.shape().length == 3
          ? in
          : image(graph, in, to.getNumChannels(), to.getInputHeight(), to.getInputWidth());
    } else if (preprocessor instanceof RnnToFeedForwardPreProcessor from) {
      return in.shape().length == 1 ? in : stepsToRows(graph, in, from.getRnnDataFormat());
    } else if (preprocessor instanceof FeedForwardToRnnPreProcessor to) {
      return rowsToSteps(graph, in, to.getRnnDataFormat());
    } else if (preprocessor instanceof CnnToRnnPreProcessor to) {
      return rowsToSteps(graph, flat(graph, in), to.getRnnDataFormat());
    } else if (preprocessor instanceof RnnToCnnPreProcessor to) {
      return image(
          graph,
          stepsToRows(graph, in, to.getRnnDataFormat()),
          to.getNumChannels(),
          to.getInputHeight(),
          to.getInputWidth());
    }
    throw new UnsupportedLayerException(
        "Howdah does not know its " + preprocessor.getClass().getSimpleName());
  }

  private static Value flat(OnnxGraph graph, Value in) {
    int elements = (int) (in.length() / in.shape()[0]);
    Value flat = in.as(graph.node("Flatten", in.name()).add(), in.length());
    return in.pending().map(affine -> flat.after(affine.spread(elements))).orElse(flat);
  }

  private static Value image(OnnxGraph graph, Value in, long channels, long height, long width) {
    Value settled = in.settled(graph);
    return settled.as(
        Shapes.rows(graph, settled.name(), channels, height, width), channels, height, width);
  }

  private static Value stepsToRows(OnnxGraph graph, Value in, RNNFormat format) {
    Value settled = in.settled(graph);
    boolean sizeFirst = format == RNNFormat.NCW;
    long size = settled.shape()[sizeFirst ? 0 : 1];
    long steps = settled.shape()[sizeFirst ? 1 : 0];
    String x = sizeFirst ? Shapes.transpose(graph, settled.name(), 0, 2, 1) : settled.name();
    return Value.of(Shapes.rows(graph, x, size), size).withSteps(settled.steps() * steps);
  }

  private static Value rowsToSteps(OnnxGraph graph, Value in, RNNFormat format) {
    Value settled = in.settled(graph);
    long size = settled.shape()[0];
    long steps = settled.steps();
    String x = Shapes.rows(graph, settled.name(), steps, size);
    return format == RNNFormat.NCW
        ? Value.of(Shapes.transpose(graph, x, 0, 2, 1), size, steps)
        : Value.of(x, steps, size);
  }
}
