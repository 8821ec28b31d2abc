package io.howdah.query.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final Call CALL = new Call(Map.of(), Map.of(), new byte[0]);
  private static final Reply DONE = Reply.text("text/plain", "done");

  private final Deque<CompletableFuture<Reply>> answers = new ArrayDeque<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final Admission admission =
      new Admission(
          call -> {
            answers.add(new CompletableFuture<>());
            return answers.getLast();
          },
          2,
          inFlight,
          refused::incrementAndGet);

  @Test
  void aPlaceIsTakenUntilTheAnswerIsThere() {
    CompletableFuture<Reply> first = admission.answer(CALL);
    CompletableFuture<Reply> second = admission.answer(CALL);
    assertThat(admission.answer(CALL).join().status()).isEqualTo(429);
    assertThat(refused).hasValue(1);
    answers.poll().complete(DONE);
    assertThat(first.join().status()).isEqualTo(200);
    assertThat(admission.answer(CALL)).isNotCompleted();
    assertThat(second).isNotCompleted();
    assertThat(inFlight).hasValue(2);
  }

  @Test
  void aPlaceIsGivenBackByAFailureToo() {
    CompletableFuture<Reply> failing = admission.answer(CALL);
    answers.poll().completeExceptionally(new IllegalStateException("HBase is away"));
    assertThat(failing).isCompletedExceptionally();
    assertThat(inFlight).hasValue(0);
    Admission throwing =
        new Admission(
            call -> {
              throw new IllegalArgumentException("Invalid key");
            },
            2,
            inFlight,
            refused::incrementAndGet);
    assertThatThrownBy(() -> throwing.answer(CALL)).hasMessage("Invalid key");
    assertThat(inFlight).hasValue(0);
  }
}
