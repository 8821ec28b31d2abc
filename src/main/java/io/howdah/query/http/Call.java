package io.howdah.query.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.PathTemplateMatch;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/**
 * A request as its endpoint sees it. Names and values are decoded here, strictly.
 *
 * @param path parameters by name, as they came
 * @param query parameters by name, as they came
 * @param body empty for a GET
 */
record Call(Map<String, String> path, Map<String, Deque<String>> query, byte[] body) {
  static Call of(HttpServerExchange exchange, byte[] body) {
    PathTemplateMatch match = exchange.getAttachment(PathTemplateMatch.ATTACHMENT_KEY);
    return new Call(
        match == null ? Map.of() : match.getParameters(), exchange.getQueryParameters(), body);
  }

  /** A part of the path. */
  String path(String name) {
    return PercentText.decode(path.get(name), false);
  }

  /**
   * A parameter of the query; empty if it is absent.
   *
   * @throws IllegalArgumentException if it is there twice
   */
  Optional<String> query(String name) {
    Deque<String> values = query.get(name);
    if (values == null) {
      return Optional.empty();
    }
    if (values.size() > 1) {
      throw new IllegalArgumentException("Invalid " + name + ": it is given twice");
    }
    return Optional.of(PercentText.decode(values.getFirst(), true));
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
      case "true", "" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              "Invalid " + name + ": " + text + " (must be true or false)");
    };
  }
}
