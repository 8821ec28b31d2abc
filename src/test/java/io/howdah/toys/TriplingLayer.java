package io.howdah.toys;

import io.howdah.network.LayerTranslation;
import io.howdah.network.Operation;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLambdaLayer;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** A layer that neither DL4J nor Howdah has. */
public final class TriplingLayer extends SameDiffLambdaLayer {
  private static final long serialVersionUID = 1L;

  @Override
  public SDVariable defineLayer(SameDiff sameDiff, SDVariable input) {
    return input.mul(3);
  }

  @Override
  public InputType getOutputType(int index, InputType input) {
    return input;
  }

  /** What Howdah is to know of it; registered in {@code META-INF/services}. */
  public static final class Translation implements LayerTranslation {
    @Override
    public Class<TriplingLayer> layer() {
      return TriplingLayer.class;
    }

    @Override
    public List<Operation> read(Layer layer) {
      return List.of(new Operation.Scale(3));
    }
  }
}
