package io.howdah.query.http;

import io.undertow.Handlers;
import io.undertow.server.HandlerWrapper;
import io.undertow.server.HttpHandler;
import io.undertow.server.RoutingHandler;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.util.List;

/** Which endpoint answers which path; openapi.json describes the same ones. */
final class Routes {
  private final RoutingHandler routing;
  private final ServerMetrics metrics;
  private final int maxBodyBytes;
  private final HandlerWrapper guard;

  Routes(ServerMetrics metrics, int maxBodyBytes) {
    this(Handlers.routing(), metrics, maxBodyBytes, next -> next);
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

  private Routes(
      RoutingHandler routing, ServerMetrics metrics, int maxBodyBytes, HandlerWrapper guard) {
    this.routing = routing;
    this.metrics = metrics;
    this.maxBodyBytes = maxBodyBytes;
    this.guard = guard;
  }

  /** The same routes; those that are added to it stand behind a handler. */
  Routes behind(HandlerWrapper handler) {
    return new Routes(routing, metrics, maxBodyBytes, handler);
  }

  Routes get(String path, Endpoint endpoint) {
    return add(List.of(Methods.GET, Methods.HEAD), path, endpoint);
  }

  Routes post(String path, Endpoint endpoint) {
    return add(List.of(Methods.POST), path, endpoint);
  }

  private Routes add(List<HttpString> methods, String path, Endpoint endpoint) {
    HttpHandler handler = guard.wrap(new EndpointHandler(endpoint, path, metrics, maxBodyBytes));
    methods.forEach(method -> routing.add(method, path, handler));
    return this;
  }

  HttpHandler handler() {
    return routing;
  }
}
