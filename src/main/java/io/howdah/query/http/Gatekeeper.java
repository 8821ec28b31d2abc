package io.howdah.query.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Lets in who bears the token (RFC 6750). */
final class Gatekeeper implements HttpHandler {
  private static final String SCHEME = "Bearer ";

  private final HttpHandler next;
  private final byte[] token;

  Gatekeeper(HttpHandler next, String token) {
    this.next = next;
    this.token = token.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    String given = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
    if (given != null
        && given.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && MessageDigest.isEqual(
            given.substring(SCHEME.length()).trim().getBytes(StandardCharsets.UTF_8), token)) {
      next.handleRequest(exchange);
      return;
    }
    exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, "Bearer");
    EndpointHandler.send(
        exchange, Reply.error(401, "Cannot answer without the token: Authorization: Bearer TOKEN"));
  }
}
