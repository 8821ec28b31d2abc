package io.howdah.query.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets so many requests in at once and answers 429 to one more: nothing waits in a queue, so
 * nothing piles up when HBase is slow.
 */
final class Admission implements HttpHandler {
  private final HttpHandler next;
  private final int most;
  private final AtomicInteger inFlight;
  private final Runnable refused;

  /**
   * @param inFlight counts the requests that are worked on
   * @param refused is told of each request that was not let in
   */
  Admission(HttpHandler next, int most, AtomicInteger inFlight, Runnable refused) {
    this.next = next;
    this.most = most;
    this.inFlight = inFlight;
    this.refused = refused;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    if (inFlight.incrementAndGet() > most) {
      inFlight.decrementAndGet();
      refused.run();
      EndpointHandler.send(
          exchange, Reply.error(429, "Cannot take more than " + most + " requests at once"));
      return;
    }
    exchange.addExchangeCompleteListener(
        (done, then) -> {
          inFlight.decrementAndGet();
          then.proceed();
        });
    next.handleRequest(exchange);
  }
}
