package io.howdah.query.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/** Cuts off whoever sends a body too slowly or does not read the answer. */
final class Deadline implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Deadline.class);

  private final HttpHandler next;
  private final Duration limit;

  /**
   * @param limit from the request's head to the answer's last byte
   */
  Deadline(HttpHandler next, Duration limit) {
    this.next = next;
    this.limit = limit;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    XnioExecutor.Key timer = set(exchange, limit);
    exchange.addExchangeCompleteListener(
        (done, then) -> {
          timer.remove();
          then.proceed();
        });
    next.handleRequest(exchange);
  }

  /** Cuts the client off after that time, unless the key is removed before. */
  static XnioExecutor.Key set(HttpServerExchange exchange, Duration limit) {
    return exchange
        .getIoThread()
        .executeAfter(() -> cutOff(exchange, limit), limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void cutOff(HttpServerExchange exchange, Duration limit) {
    LOG.info("cut off a client that took longer than {}", limit);
    IoUtils.safeClose(exchange.getConnection());
  }
}
