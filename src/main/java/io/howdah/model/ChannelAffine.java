package io.howdah.model;

import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A normalisation of each feature or channel by constants: {@code (x - center) * scale + offset}. A
 * normaliser is one, and so is the batch-norm of a trained network. The centre stands apart because
 * numbers far from zero lose digits if they are scaled first.
 *
 * @param center one a channel, as are the others
 */
public record ChannelAffine(double[] center, double[] scale, double[] offset) {
  /** ND4J takes a deviation up to this for zero. */
  private static final double NO_SPREAD = 1e-5;

  /** {@code (x - mean) / deviation}. */
  static ChannelAffine standardizing(INDArray mean, INDArray deviation) {
    double[] scale =
        Arrays.stream(doubles(deviation))
            // as ND4J does: what has no spread is left as it is
            .map(each -> Math.abs(each) <= NO_SPREAD ? 1 : 1 / each)
            .toArray();
    return new ChannelAffine(doubles(mean), scale, filled(scale.length, 0));
  }

  /** From the range between two numbers of each channel to one range. */
  static ChannelAffine scaling(INDArray lower, INDArray upper, double from, double to) {
    double[] center = doubles(lower);
    double[] scale = doubles(upper);
    for (int i = 0; i < scale.length; i++) {
      scale[i] = (to - from) / (scale[i] - center[i]);
    }
    return new ChannelAffine(center, scale, filled(scale.length, from));
  }

  /** From the range between zero and a number to another. */
  static ChannelAffine scaling(int channels, double upper, double from, double to) {
    return new ChannelAffine(
        filled(channels, 0), filled(channels, (to - from) / upper), filled(channels, from));
  }

  /** {@code x - mean}. */
  static ChannelAffine centring(INDArray mean) {
    double[] center = doubles(mean);
    return new ChannelAffine(center, filled(center.length, 1), filled(center.length, 0));
  }

  static ChannelAffine identity(int channels) {
    return new ChannelAffine(filled(channels, 0), filled(channels, 1), filled(channels, 0));
  }

  /** What takes it back. */
  ChannelAffine inverse() {
    return new ChannelAffine(offset, Arrays.stream(scale).map(s -> 1 / s).toArray(), center);
  }

  /** This one, or the same for every channel where there is one alone, as ND4J takes it. */
  Optional<ChannelAffine> ofChannels(int channels) {
    return channels() == channels
        ? Optional.of(this)
        : Optional.of(this).filter(one -> one.channels() == 1).map(one -> one.spread(channels));
  }

  /** How many there are. */
  public int channels() {
    return scale.length;
  }

  /** What it makes of zeros: it is added to {@code x * scale}. */
  public double[] shift() {
    double[] shift = new double[channels()];
    Arrays.setAll(shift, i -> offset[i] - center[i] * scale[i]);
    return shift;
  }

  /** True where zero stays zero, as a padded convolution needs it. */
  public boolean keepsZero() {
    return Arrays.stream(shift()).allMatch(each -> each == 0);
  }

  /** The same for each of the elements that make up a channel. */
  public ChannelAffine spread(int elements) {
    return new ChannelAffine(
        spread(center, elements), spread(scale, elements), spread(offset, elements));
  }

  /** The same for fewer channels, where the elements that make up each are treated alike. */
  public Optional<ChannelAffine> gathered(int channels) {
    if (channels() % channels != 0) {
      return Optional.empty();
    }
    int elements = channels() / channels;
    ChannelAffine gathered =
        new ChannelAffine(
            firstOfEach(center, elements),
            firstOfEach(scale, elements),
            firstOfEach(offset, elements));
    ChannelAffine spread = gathered.spread(elements);
    return Arrays.equals(spread.center, center)
            && Arrays.equals(spread.scale, scale)
            && Arrays.equals(spread.offset, offset)
        ? Optional.of(gathered)
        : Optional.empty();
  }

  /** The first of each so many. */
  private static double[] firstOfEach(double[] values, int elements) {
    double[] firsts = new double[values.length / elements];
    Arrays.setAll(firsts, i -> values[i * elements]);
    return firsts;
  }

  private static double[] doubles(INDArray array) {
    return array.castTo(DataType.DOUBLE).ravel().toDoubleVector();
  }

  private static double[] filled(int length, double value) {
    double[] filled = new double[length];
    Arrays.fill(filled, value);
    return filled;
  }

  private static double[] spread(double[] values, int elements) {
    double[] spread = new double[values.length * elements];
    for (int i = 0; i < values.length; i++) {
      Arrays.fill(spread, i * elements, (i + 1) * elements, values[i]);
    }
    return spread;
  }
}
