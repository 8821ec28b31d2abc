package io.howdah.query.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The shape of a value, told by a schema of openapi.json in those words of JSON Schema it uses. */
record JsonShape(JsonNode schema) {
  boolean fits(JsonNode value) {
    return isOfType(value) && isOneOf(value) && fitsObject(value) && fitsArray(value);
  }

  private boolean isOfType(JsonNode value) {
    JsonNode types = schema.path("type");
    return types.isMissingNode()
        || (types.isArray() ? all(types).anyMatch(type -> is(type, value)) : is(types, value));
  }

  private static boolean is(JsonNode type, JsonNode value) {
    return switch (type.textValue()) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "boolean" -> value.isBoolean();
      case "integer" -> value.isIntegralNumber() && value.canConvertToLong();
      case "number" -> value.isNumber() && Double.isFinite(value.doubleValue());
      case "null" -> value.isNull();
      default -> throw new IllegalStateException("Unknown type in openapi.json: " + type);
    };
  }

  private boolean isOneOf(JsonNode value) {
    return !schema.has("enum") || all(schema.get("enum")).anyMatch(value::equals);
  }

  private boolean fitsObject(JsonNode value) {
    if (!value.isObject()) {
      return true;
    }
    if (value.size() > schema.path("maxProperties").asInt(Integer.MAX_VALUE)
        || !all(schema.path("required")).allMatch(name -> value.has(name.textValue()))) {
      return false;
    }
    for (var fields = value.fields(); fields.hasNext(); ) {
      var field = fields.next();
      JsonNode known = schema.path("properties").path(field.getKey());
      JsonNode shape = known.isMissingNode() ? schema.path("additionalProperties") : known;
      if (!new JsonShape(shape).fits(field.getValue())) {
        return false;
      }
    }
    return true;
  }

  private boolean fitsArray(JsonNode value) {
    return !value.isArray()
        || (value.size() >= schema.path("minItems").asInt(0)
            && value.size() <= schema.path("maxItems").asInt(Integer.MAX_VALUE)
            && all(value).allMatch(new JsonShape(schema.path("items"))::fits));
  }

  private static Stream<JsonNode> all(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }
}
