package io.howdah.query.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request as its endpoint sees it, every name and value decoded.
 *
 * @param path parameters by name
 * @param query parameters by name; none is there that the endpoint does not know
 * @param body empty for a GET
 */
public record Call(Map<String, String> path, Map<String, String> query, byte[] body) {
  /** Where a route leaves what it found in the request's target. */
  static final AttachmentKey<Head> HEAD = AttachmentKey.create(Head.class);

  /**
   * What a route found in the request's target.
   *
   * @param path parameters by name, decoded
   * @param query raw
   */
  record Head(Map<String, String> path, String query) {}

  /**
   * @param known names that the query may have
   * @throws IllegalArgumentException if the query is malformed or has another
   */
  static Call of(HttpServerExchange exchange, List<String> known, byte[] body) {
    Head head = exchange.getAttachment(HEAD);
    return new Call(head.path(), QueryParameters.parse(head.query(), known), body);
  }

  /**
   * A part of the path.
   *
   * @throws IllegalArgumentException if it is empty
   */
  String path(String name) {
    String part = path.get(name);
    if (part.isEmpty()) {
      throw new IllegalArgumentException("Invalid " + name + ": it is empty");
    }
    return part;
  }

  /** A parameter of the query; empty if it is absent. */
  Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name));
  }

  /** A whole number of the query. */
  int whole(String name, int least, int most, int otherwise) {
    Optional<String> text = query(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    if (text.get().matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(text.get());
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw new IllegalArgumentException(
        "Invalid "
            + name
            + ": "
            + text.get()
            + " (must be a whole number from "
            + least
            + " to "
            + most
            + ")");
  }

  boolean flag(String name) {
    String text = query(name).orElse("false");
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              "Invalid " + name + ": " + text + " (must be true or false)");
    };
  }
}
