package io.howdah.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import org.deeplearning4j.nn.conf.layers.objdetect.BoundingBoxesDeserializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.serde.jackson.shaded.NDArrayDeSerializer;
import org.nd4j.serde.jackson.shaded.NDArrayTextDeSerializer;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.databind.DeserializationConfig;
import org.nd4j.shade.jackson.databind.DeserializationContext;
import org.nd4j.shade.jackson.databind.JsonDeserializer;
import org.nd4j.shade.jackson.databind.JsonMappingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.JsonSerializer;
import org.nd4j.shade.jackson.databind.KeyDeserializer;
import org.nd4j.shade.jackson.databind.SerializationConfig;
import org.nd4j.shade.jackson.databind.cfg.HandlerInstantiator;
import org.nd4j.shade.jackson.databind.cfg.MapperConfig;
import org.nd4j.shade.jackson.databind.introspect.Annotated;
import org.nd4j.shade.jackson.databind.jsontype.TypeIdResolver;
import org.nd4j.shade.jackson.databind.jsontype.TypeResolverBuilder;

/**
 * How arrays within a network's JSON are read. In two of their forms they say themselves how long
 * they are, ND4J believes it, and the first computation with them aborts the JVM: one of these is
 * checked, the other, which no release of DL4J writes, refused. Jackson asks here for every reader
 * that a class of DL4J names, so that it matters not whose field the array is.
 */
final class NetworkArrays extends HandlerInstantiator {
  @Override
  public JsonDeserializer<?> deserializerInstance(
      DeserializationConfig config, Annotated annotated, Class<?> reader) {
    if (reader == BoundingBoxesDeserializer.class) {
      return new Text();
    }
    return reader == NDArrayDeSerializer.class ? new Base64Text() : null;
  }

  /** Jackson makes the others itself. */
  @Override
  public KeyDeserializer keyDeserializerInstance(
      DeserializationConfig config, Annotated annotated, Class<?> reader) {
    return null;
  }

  @Override
  public JsonSerializer<?> serializerInstance(
      SerializationConfig config, Annotated annotated, Class<?> writer) {
    return null;
  }

  @Override
  public TypeResolverBuilder<?> typeResolverBuilderInstance(
      MapperConfig<?> config, Annotated annotated, Class<?> builder) {
    return null;
  }

  @Override
  public TypeIdResolver typeIdResolverInstance(
      MapperConfig<?> config, Annotated annotated, Class<?> resolver) {
    return null;
  }

  /** Numbers and a shape, which ND4J compares. */
  private static final class Text extends JsonDeserializer<INDArray> {
    @Override
    public INDArray deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      JsonNode array = parser.getCodec().readTree(parser);
      if (array.has("dataBuffer")) {
        throw JsonMappingException.from(
            parser, "an array with a dataBuffer, whose strides cannot be trusted");
      }
      return new NDArrayTextDeSerializer().deserialize(array);
    }
  }

  /** The bytes of {@code Nd4j.write}. */
  private static final class Base64Text extends JsonDeserializer<INDArray> {
    @Override
    public INDArray deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      JsonNode array = parser.getCodec().readTree(parser);
      byte[] bytes = bytes(array.path("array").asText());
      if (ArrayHeader.size(bytes, 0) != bytes.length) {
        throw JsonMappingException.from(parser, "an array that is not as long as it says");
      }
      return Nd4j.read(new ByteArrayInputStream(bytes));
    }

    private static byte[] bytes(String text) {
      try {
        return Base64.getMimeDecoder().decode(text);
      } catch (IllegalArgumentException e) {
        return new byte[0];
      }
    }
  }
}
