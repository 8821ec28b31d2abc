package io.howdah.query.http;

import io.undertow.server.HttpServerExchange;
import java.util.Arrays;
import java.util.List;

/**
 * What a request asks for, as the client wrote it. Undertow's own reading of a path leaves out what
 * follows a semicolon, and its routing what follows the last slash: either asks for another key.
 *
 * @param path raw
 * @param segments of the path, between its slashes, each decoded once; an empty one counts
 * @param query raw; empty if there is none
 */
record Target(String path, List<String> segments, String query) {
  private static final String SCHEME_END = "://";

  /**
   * Reads a request's target.
   *
   * @throws IllegalArgumentException if its path is malformed
   */
  static Target of(HttpServerExchange exchange) {
    String path =
        exchange.isHostIncludedInRequestURI()
            ? behindHost(exchange.getRequestURI())
            : exchange.getRequestURI();
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("Invalid URL: " + path + " (must begin with /)");
    }
    List<String> segments =
        Arrays.stream(path.substring(1).split("/", -1))
            .map(segment -> PercentText.decode(segment, false))
            .toList();
    return new Target(path, segments, exchange.getQueryString());
  }

  /** The path of {@code http://host/path}, as a proxy is asked. */
  private static String behindHost(String uri) {
    String behind = uri.substring(uri.indexOf(SCHEME_END) + SCHEME_END.length());
    int slash = behind.indexOf('/');
    return slash >= 0 ? behind.substring(slash) : behind.contains("?") ? uri : "/";
  }
}
