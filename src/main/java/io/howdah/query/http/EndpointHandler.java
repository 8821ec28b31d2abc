package io.howdah.query.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.xnio.XnioExecutor;

/** Undertow's side of an {@link Endpoint}: reads the body, sends the reply when it is there. */
final class EndpointHandler implements HttpHandler {
  private static final byte[] EMPTY = {};

  private final Endpoint endpoint;
  private final List<String> parameters;
  private final Intake intake;

  /**
   * @param parameters names that the query may have
   */
  EndpointHandler(Endpoint endpoint, List<String> parameters, Intake intake) {
    this.endpoint = endpoint;
    this.parameters = parameters;
    this.intake = intake;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    if (!exchange.getRequestMethod().equals(Methods.POST)) {
      answer(exchange, EMPTY);
      return;
    }
    XnioExecutor.Key timer = Deadline.set(exchange, intake.bodyLimit());
    Body body =
        new Body(
            exchange,
            intake,
            whole -> {
              timer.remove();
              answer(exchange, whole);
            },
            refusal -> {
              timer.remove();
              refuse(exchange, refusal);
            });
    exchange.addExchangeCompleteListener(
        (done, next) -> {
          // a client that was cut off leaves nothing behind, not even until the limit is over
          timer.remove();
          body.drop();
          next.proceed();
        });
    body.read();
  }

  /** Answers without the body; what of it is still under way ends with the connection. */
  private static void refuse(HttpServerExchange exchange, Reply reply) {
    exchange.setPersistent(false);
    send(exchange, reply);
  }

  private void answer(HttpServerExchange exchange, byte[] body) {
    intake.connections().working(exchange);
    // without a thread from here on, until the connection's own sends the answer: Undertow has it
    // spin while any other thread is at the connection
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () -> {
          var unused =
              begin(exchange, body)
                  .whenCompleteAsync(
                      (reply, error) ->
                          finish(exchange, error == null ? reply : Failure.reply(error)),
                      exchange.getIoThread());
        });
  }

  private CompletableFuture<Reply> begin(HttpServerExchange exchange, byte[] body) {
    try {
      return endpoint.answer(Call.of(exchange, parameters, body));
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(Failure.ofRequest(e));
    }
  }

  private void finish(HttpServerExchange exchange, Reply reply) {
    intake.connections().answering(exchange, reply.body().length);
    send(exchange, reply);
  }

  static void send(HttpServerExchange exchange, Reply reply) {
    exchange.setStatusCode(reply.status());
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, reply.contentType());
    if (reply.status() == 429 || reply.status() == 503) {
      exchange.getResponseHeaders().put(Headers.RETRY_AFTER, "1");
    }
    exchange.getResponseSender().send(ByteBuffer.wrap(reply.body()));
  }
}
