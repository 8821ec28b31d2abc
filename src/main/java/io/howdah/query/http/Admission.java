package io.howdah.query.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets so many requests be worked on at once and answers 429 to one more: nothing waits in a queue,
 * so nothing piles up when HBase is slow. Whoever still sends its request, or does not read its
 * answer, takes no place.
 */
final class Admission implements Endpoint {
  private final Endpoint next;
  private final int most;
  private final AtomicInteger inFlight;
  private final Runnable refused;

  /**
   * @param inFlight counts the requests that are worked on
   * @param refused is told of each request that was not let in
   */
  Admission(Endpoint next, int most, AtomicInteger inFlight, Runnable refused) {
    this.next = next;
    this.most = most;
    this.inFlight = inFlight;
    this.refused = refused;
  }

  @Override
  public CompletableFuture<Reply> answer(Call call) {
    if (inFlight.incrementAndGet() > most) {
      inFlight.decrementAndGet();
      refused.run();
      return CompletableFuture.completedFuture(
          Reply.error(429, "Cannot take more than " + most + " requests at once"));
    }
    try {
      return next.answer(call).whenComplete((reply, error) -> inFlight.decrementAndGet());
    } catch (RuntimeException e) {
      inFlight.decrementAndGet();
      throw e;
    }
  }
}
