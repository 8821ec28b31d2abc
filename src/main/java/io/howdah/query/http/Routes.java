package io.howdah.query.http;

import io.undertow.server.HandlerWrapper;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which endpoint answers which path; openapi.json describes the same ones. A path is what the
 * client wrote, to the last character.
 */
final class Routes implements HttpHandler {
  /** How the metrics call what no route answers. */
  private static final String NO_ROUTE = "none";

  private final List<Route> routes;
  private final ServerMetrics metrics;
  private final Intake intake;
  private final HandlerWrapper guard;

  private record Route(List<HttpString> methods, PathTemplate path, HttpHandler handler) {
    String allowed() {
      return methods.stream().map(HttpString::toString).collect(Collectors.joining(", "));
    }
  }

  Routes(ServerMetrics metrics, Intake intake) {
    this(new ArrayList<>(), metrics, intake, next -> next);
  }

  private Routes(List<Route> routes, ServerMetrics metrics, Intake intake, HandlerWrapper guard) {
    this.routes = routes;
    this.metrics = metrics;
    this.intake = intake;
    this.guard = guard;
  }

  /** The same routes; those that are added to it stand behind a handler. */
  Routes behind(HandlerWrapper handler) {
    return new Routes(routes, metrics, intake, handler);
  }

  /**
   * @param parameters names that its query may have
   */
  Routes get(String path, Endpoint endpoint, String... parameters) {
    return add(List.of(Methods.GET, Methods.HEAD), path, endpoint, List.of(parameters));
  }

  Routes post(String path, Endpoint endpoint) {
    return add(List.of(Methods.POST), path, endpoint, List.of());
  }

  private Routes add(
      List<HttpString> methods, String path, Endpoint endpoint, List<String> parameters) {
    return add(methods, path, guard.wrap(new EndpointHandler(endpoint, parameters, intake)));
  }

  /** Adds what is no part of the API. */
  Routes page(String path, HttpHandler handler) {
    return add(List.of(Methods.GET, Methods.HEAD), path, handler);
  }

  private Routes add(List<HttpString> methods, String path, HttpHandler handler) {
    routes.add(new Route(methods, new PathTemplate(path), handler));
    return this;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    long begin = System.nanoTime();
    Target target;
    try {
      target = Target.of(exchange);
    } catch (IllegalArgumentException e) {
      count(exchange, NO_ROUTE, begin);
      EndpointHandler.send(exchange, Reply.error(400, e.getMessage()));
      return;
    }
    for (Route route : routes) {
      Optional<Map<String, String>> parameters = route.path().match(target.segments());
      if (parameters.isPresent()) {
        count(exchange, route.path().toString(), begin);
        exchange.putAttachment(Call.HEAD, new Call.Head(parameters.get(), target.query()));
        if (route.methods().contains(exchange.getRequestMethod())) {
          route.handler().handleRequest(exchange);
        } else {
          exchange.getResponseHeaders().put(Headers.ALLOW, route.allowed());
          EndpointHandler.send(
              exchange,
              Reply.error(
                  405,
                  "Invalid method: "
                      + exchange.getRequestMethod()
                      + " (must be "
                      + route.allowed()
                      + " here)"));
        }
        return;
      }
    }
    count(exchange, NO_ROUTE, begin);
    EndpointHandler.send(exchange, Reply.error(404, "Cannot find " + target.path()));
  }

  /** Counts the answer, whoever gives it. */
  private void count(HttpServerExchange exchange, String route, long begin) {
    exchange.addExchangeCompleteListener(
        (done, next) -> {
          metrics.answered(route, done.getStatusCode(), System.nanoTime() - begin);
          next.proceed();
        });
  }
}
