package io.howdah.query.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.howdah.record.Utf8;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The body of a lookup of many keys: {@code {"keys": ["a", "b"]}} and nothing else. */
final class KeyList {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String FORM = "must be {\"keys\": [\"…\", …]}";

  private KeyList() {}

  /**
   * Reads the keys token by token: no tree, so no depth that a client could exhaust.
   *
   * @throws IllegalArgumentException if it is anything else, or more keys than that
   */
  static List<String> parse(byte[] body, int most) {
    // from bytes Jackson takes what is not UTF-8 for another encoding, or for other keys
    String text =
        Utf8.text(body, 0, body.length)
            .orElseThrow(() -> new IllegalArgumentException("Invalid body: not UTF-8"));
    try (JsonParser json = JSON.createParser(text)) {
      require(json.nextToken() == JsonToken.START_OBJECT);
      require(json.nextToken() == JsonToken.FIELD_NAME && json.currentName().equals("keys"));
      require(json.nextToken() == JsonToken.START_ARRAY);
      List<String> keys = new ArrayList<>();
      while (json.nextToken() == JsonToken.VALUE_STRING) {
        if (keys.size() == most) {
          throw new IllegalArgumentException("Invalid keys: more than " + most);
        }
        keys.add(json.getText());
      }
      require(json.currentToken() == JsonToken.END_ARRAY);
      require(json.nextToken() == JsonToken.END_OBJECT && json.nextToken() == null);
      return keys;
    } catch (IOException e) {
      // the bytes are in memory: it is what they say, no disk or network
      throw new IllegalArgumentException("Invalid body: " + FORM, e);
    }
  }

  private static void require(boolean isSo) {
    if (!isSo) {
      throw new IllegalArgumentException("Invalid body: " + FORM);
    }
  }
}
