package io.howdah.predict.nd4j;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a number of rows runs: ops whose arrays are set.
 *
 * @param output {@code [rows, outputs]} in 'c' order, filled by {@link #run()}
 */
record Plan(List<Runnable> calls, INDArray output) {
  Plan {
    calls = List.copyOf(calls);
  }

  void run() {
    for (Runnable call : calls) {
      call.run();
    }
  }
}
