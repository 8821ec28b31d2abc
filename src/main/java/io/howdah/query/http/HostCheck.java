package io.howdah.query.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.Set;

/**
 * Refuses a request that was meant for another host. A web page can have its own name point to
 * 127.0.0.1 and read what is served there (DNS rebinding); its requests still bear its name.
 */
final class HostCheck implements HttpHandler {
  private final HttpHandler next;
  private final Set<String> hosts;

  /**
   * @param hosts names and addresses that the server goes by, in lower case
   */
  HostCheck(HttpHandler next, Set<String> hosts) {
    this.next = next;
    this.hosts = Set.copyOf(hosts);
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    String host = exchange.getHostName();
    if (host != null && hosts.contains(host.toLowerCase(java.util.Locale.ROOT))) {
      next.handleRequest(exchange);
    } else {
      EndpointHandler.send(
          exchange, Reply.error(421, "Invalid Host: " + host + " (must be one of " + hosts + ")"));
    }
  }
}
