package io.howdah.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** Jackson 2.12 builds a tree by recursion: the depth of hostile JSON is measured first. */
final class JsonNesting {
  private static final int MAX_DEPTH = 8;

  private JsonNesting() {}

  /**
   * @param what the JSON is, for the message
   * @throws ModelException if it is nested too deeply
   */
  static void check(JsonMapper mapper, byte[] json, String what) throws IOException {
    try (JsonParser parser = mapper.createParser(json)) {
      int depth = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (depth > MAX_DEPTH) {
          throw new ModelException("Invalid " + what + ": nested deeper than " + MAX_DEPTH);
        }
      }
    }
  }
}
