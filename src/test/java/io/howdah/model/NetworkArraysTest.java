package io.howdah.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Base64;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer;
import org.deeplearning4j.nn.conf.serde.JsonMappers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.serde.base64.Nd4jBase64;
import org.nd4j.serde.jackson.shaded.NDArrayDeSerializer;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nd4j.shade.jackson.databind.JsonMappingException;
import org.nd4j.shade.jackson.databind.annotation.JsonDeserialize;

/** Arrays in a network's JSON: what ND4J would believe and abort the JVM for is not read. */
class NetworkArraysTest {
  @BeforeAll
  static void guard() {
    NativeBackend.prepare();
    NetworkClasses.guard();
  }

  /** A class with an array in ND4J's base64. */
  static final class Holder {
    @JsonProperty
    @JsonDeserialize(using = NDArrayDeSerializer.class)
    private INDArray weights;
  }

  private static Yolo2OutputLayer boxes(String array) throws Exception {
    return (Yolo2OutputLayer)
        JsonMappers.getMapper()
            .readValue(
                "{\"@class\":\"org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer\","
                    + "\"boundingBoxes\":"
                    + array
                    + "}",
                Layer.class);
  }

  @Test
  void anArrayOfNumbersAndAShapeIsRead() throws Exception {
    INDArray read =
        boxes("{\"dataType\":\"FLOAT\",\"shape\":[1,2],\"data\":[1.5,2.5]}").getBoundingBoxes();
    assertThat(read.toFloatMatrix()).isDeepEqualTo(new float[][] {{1.5f, 2.5f}});
  }

  @Test
  void anArrayWhoseStridesCannotBeTrustedIsRefused() {
    assertThatThrownBy(
            () ->
                boxes(
                    "{\"dataBuffer\":[1.0,2.0],\"rankField\":2,\"numElements\":2,\"offsetField\":0,"
                        + "\"shapeField\":[10000,10000],\"strideField\":[10000,1],"
                        + "\"orderingField\":\"c\"}"))
        .isInstanceOf(JsonMappingException.class)
        .hasMessageContaining("an array with a dataBuffer, whose strides cannot be trusted");
  }

  @Test
  void anArrayOfBytesIsReadWhereItIsAsLongAsItSays() throws Exception {
    String honest = Nd4jBase64.base64String(Nd4j.createFromArray(1.5f, 2.5f));
    String json = "{\"weights\":{\"array\":\"%s\"}}";
    assertThat(
            JsonMappers.getMapper()
                .readValue(json.formatted(honest.replace("\r\n", "\\r\\n")), Holder.class)
                .weights
                .toFloatVector())
        .containsExactly(1.5f, 2.5f);
    byte[] bytes = Base64.getMimeDecoder().decode(honest);
    byte[] cut = Arrays.copyOf(bytes, bytes.length - 4);
    for (String lie : new String[] {Base64.getEncoder().encodeToString(cut), "", "no base64!"}) {
      assertThatThrownBy(() -> JsonMappers.getMapper().readValue(json.formatted(lie), Holder.class))
          .isInstanceOf(JsonMappingException.class)
          .hasMessageContaining("an array that is not as long as it says");
    }
  }
}
