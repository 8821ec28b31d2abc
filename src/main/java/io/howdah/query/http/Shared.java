package io.howdah.query.http;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A question to HBase that is asked once for all who ask it meanwhile: however many they are, one
 * is under way.
 */
final class Shared<T> {
  private final Supplier<CompletableFuture<T>> question;
  private CompletableFuture<T> underWay = CompletableFuture.completedFuture(null);

  Shared(Supplier<CompletableFuture<T>> question) {
    this.question = question;
  }

  /** The answer of the question that is under way, or of a new one. */
  synchronized CompletableFuture<T> answer() {
    if (underWay.isDone()) {
      underWay = question.get();
    }
    return underWay;
  }
}
