package io.howdah.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Work in even steps of time. */
final class Pace {
  /** One step. */
  interface Work {
    void step(int number) throws IOException;
  }

  private Pace() {}

  /** Late steps follow at once, so that the rate is kept on the whole. */
  static void keep(int perSecond, int steps, Work work) throws IOException {
    long begin = System.nanoTime();
    for (int step = 0; step < steps; step++) {
      work.step(step);
      long next = begin + (step + 1) * TimeUnit.SECONDS.toNanos(1) / perSecond;
      while (System.nanoTime() < next) {
        LockSupport.parkNanos(next - System.nanoTime());
      }
    }
  }
}
