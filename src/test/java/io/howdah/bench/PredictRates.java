package io.howdah.bench;

import io.howdah.predict.Engine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Engines against {@code output()}, ONNX Runtime and the matrix products alone, on one thread. */
final class PredictRates {
  private static final String ND4J = Engine.ND4J.text();
  private static final String ONNXRUNTIME = Engine.ONNXRUNTIME.text();

  private PredictRates() {}

  static List<Comparison> compare(Path folder, int rounds) {
    Micro micro = new Micro(folder.resolve("jmh-predict.log"));
    List<Comparison> rows = new ArrayList<>();
    double[][] small =
        rates(
            micro,
            rounds,
            BenchNetwork.SMALL_MLP,
            ND4J,
            ONNXRUNTIME,
            Contender.OUTPUT,
            Contender.BARE_ONNXRUNTIME);
    String smallMlp = "MLP 32-64-64-2, mini-batch 1,024";
    rows.add(row(smallMlp, ND4J, Contender.OUTPUT, small[0], small[2], 4));
    rows.add(row(smallMlp, ONNXRUNTIME, Contender.BARE_ONNXRUNTIME, small[1], small[3], 0.9));
    rows.add(row(smallMlp, ND4J, Contender.BARE_ONNXRUNTIME, small[0], small[3], 0.7));
    double[][] large =
        rates(micro, rounds, BenchNetwork.LARGE_MLP, ND4J, ONNXRUNTIME, Contender.SGEMM);
    String largeMlp = "MLP 256-512-256-10, mini-batch 256";
    rows.add(row(largeMlp, ND4J, Contender.SGEMM, large[0], large[2], 0.85));
    rows.add(row(largeMlp, ONNXRUNTIME, Contender.SGEMM, large[1], large[2], 0.85));
    double[][] lenet =
        rates(micro, rounds, BenchNetwork.LENET, ND4J, ONNXRUNTIME, Contender.OUTPUT);
    String digits = "LeNet 28×28, mini-batch 64";
    rows.add(row(digits, ND4J, Contender.OUTPUT, lenet[0], lenet[2], 4));
    rows.add(row(digits, ONNXRUNTIME, Contender.OUTPUT, lenet[1], lenet[2], 14));
    return rows;
  }

  private static double[][] rates(
      Micro micro, int rounds, BenchNetwork network, String... contenders) {
    Micro.Task[] tasks = new Micro.Task[contenders.length];
    for (int i = 0; i < tasks.length; i++) {
      tasks[i] =
          new Micro.Task(
              Scoring.class,
              "miniBatch",
              Map.of("network", network.name(), "contender", contenders[i]));
    }
    double[][] rates = micro.rates(rounds, tasks);
    for (double[] rate : rates) {
      for (int i = 0; i < rate.length; i++) {
        rate[i] *= network.miniBatch();
      }
    }
    return rates;
  }

  private static Comparison row(
      String network, String engine, String peer, double[] ours, double[] theirs, double target) {
    return new Comparison(
        network.substring(0, network.indexOf(' ', 5)).replace(",", "")
            + ": "
            + engine
            + " / "
            + peer,
        "predict, " + network + ", rows/CPU s, " + engine + " against " + peer,
        ours,
        theirs,
        target,
        true);
  }
}
