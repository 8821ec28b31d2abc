package io.howdah.query.http;

import io.undertow.Handlers;
import io.undertow.server.HttpHandler;
import io.undertow.server.RoutingHandler;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.util.List;

/** Which endpoint answers which path; openapi.json describes the same ones. */
final class Routes {
  private final RoutingHandler routing = Handlers.routing();
  private final ServerMetrics metrics;
  private final int maxBodyBytes;

  Routes(ServerMetrics metrics, int maxBodyBytes) {
    this.metrics = metrics;
    this.maxBodyBytes = maxBodyBytes;
    routing.setFallbackHandler(
        exchange ->
            EndpointHandler.send(
                exchange, Reply.error(404, "Cannot find " + exchange.getRequestPath())));
    routing.setInvalidMethodHandler(
        exchange ->
            EndpointHandler.send(
                exchange,
                Reply.error(405, "Invalid method: " + exchange.getRequestMethod() + " here")));
  }

  Routes get(String path, Endpoint endpoint) {
    return add(List.of(Methods.GET, Methods.HEAD), path, endpoint);
  }

  Routes post(String path, Endpoint endpoint) {
    return add(List.of(Methods.POST), path, endpoint);
  }

  private Routes add(List<HttpString> methods, String path, Endpoint endpoint) {
    HttpHandler handler = new EndpointHandler(endpoint, path, metrics, maxBodyBytes);
    methods.forEach(method -> routing.add(method, path, handler));
    return this;
  }

  HttpHandler handler() {
    return routing;
  }
}
