package io.howdah.batch.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.model.CardJson;
import io.howdah.model.Fingerprint;
import io.howdah.model.ModelCard;
import io.howdah.model.NativeBackend;
import io.howdah.model.Task;
import io.howdah.record.Feature;
import io.howdah.record.RecordSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A model whose outputs anyone can compute, for each kind of task, and what a view must hold of its
 * records: computed by hand, without Howdah's own reading of outputs and without its merges.
 */
public enum PlainMerge {
  ONE_OUTPUT(Task.CLASSIFICATION, Activation.SIGMOID, 1, "no", "yes"),
  MANY_OUTPUTS(Task.CLASSIFICATION, Activation.SOFTMAX, 3, "a", "b", "c"),
  REGRESSION(Task.REGRESSION, Activation.IDENTITY, 1),
  MULTI_LABEL(Task.MULTI_LABEL, Activation.SIGMOID, 3, "p", "q", "r"),
  EMBEDDING(Task.EMBEDDING, Activation.IDENTITY, 3);

  /**
   * A record.
   *
   * @param time of its own, if the card has a column for it
   * @param inputs one for each output
   */
  public record Line(String key, long time, List<Double> inputs) {
    public String csv() {
      StringBuilder csv = new StringBuilder(key).append(',').append(time);
      inputs.forEach(input -> csv.append(',').append(input));
      return csv.toString();
    }
  }

  private static final double CLOSE = 1e-5;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final RecursiveComparisonConfiguration NUMBERS_ARE_CLOSE =
      RecursiveComparisonConfiguration.builder()
          .withComparatorForType(
              (one, other) -> Math.abs(one - other) <= CLOSE ? 0 : Double.compare(one, other),
              Double.class)
          .build();

  private final Task task;
  private final Activation activation;
  private final int outputs;

  @SuppressWarnings("ImmutableEnumChecker") // of List.of
  private final List<String> labels;

  PlainMerge(Task task, Activation activation, int outputs, String... labels) {
    this.task = task;
    this.activation = activation;
    this.outputs = outputs;
    this.labels = List.of(labels);
  }

  public Task task() {
    return task;
  }

  public String header() {
    return "id,time"
        + IntStream.range(0, outputs).mapToObj(i -> ",x" + i).reduce("", String::concat);
  }

  /** Writes the artifact: one layer that passes its inputs on to the activation. */
  public Path write(Path folder, boolean timed) throws IOException {
    NativeBackend.prepare();
    Files.createDirectories(folder);
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(
                    new OutputLayer.Builder(LossFunction.MSE)
                        .nIn(outputs)
                        .nOut(outputs)
                        .activation(activation)
                        .build())
                .build());
    network.init();
    network.setParam("0_W", Nd4j.eye(outputs));
    network.setParam("0_b", Nd4j.zeros(1, outputs));
    Path zip = folder.resolve("plain.zip");
    ModelSerializer.writeModel(network, zip.toFile(), false);
    List<Feature> features =
        IntStream.range(0, outputs)
            .<Feature>mapToObj(i -> new Feature.Numeric("x" + i, Float.NaN))
            .toList();
    Optional<String> time = timed ? Optional.of("time") : Optional.empty();
    ModelCard card =
        new ModelCard(
            "plain",
            "1",
            new RecordSchema("id", time, features),
            List.of(outputs),
            task,
            labels,
            Fingerprint.of(zip));
    Files.writeString(folder.resolve("card.json"), CardJson.write(card));
    return folder;
  }

  /** True if it means something to merge such records so; what does not must be refused. */
  public boolean fits(String merge) {
    return switch (task) {
      case CLASSIFICATION, REGRESSION -> true;
      case MULTI_LABEL -> !merge.startsWith("top:");
      case EMBEDDING -> !merge.startsWith("top:") && !merge.equals("max");
    };
  }

  /** Records of about a dozen keys in no order; few have a key of their own unless all have. */
  public List<Line> input(boolean unique, Random random) {
    List<Line> input = new ArrayList<>();
    for (int i = 0; i < (unique ? 12 : 40); i++) {
      List<Double> inputs =
          random.doubles(outputs, -4, 4).mapToObj(x -> Math.round(x * 1000) / 1000.0).toList();
      String key = "k" + (unique ? i : random.nextInt(4) + random.nextInt(12));
      input.add(new Line(key, 1000L * (1 + random.nextInt(3)), inputs));
    }
    return input;
  }

  /** Keys of several records. */
  public static long doubled(Collection<Line> input) {
    Map<String, Integer> times = new TreeMap<>();
    input.forEach(line -> times.merge(line.key(), 1, Integer::sum));
    return times.values().stream().filter(count -> count > 1).count();
  }

  /** Fails unless a view's texts say what {@link #view} does, numbers within 1e-5. */
  public static void assertSame(
      Map<String, Map<String, String>> found, Map<String, Map<String, Object>> expected)
      throws IOException {
    Map<String, Map<String, Object>> parsed = new TreeMap<>();
    for (Map.Entry<String, Map<String, String>> row : found.entrySet()) {
      Map<String, Object> fields = new TreeMap<>();
      for (Map.Entry<String, String> field : row.getValue().entrySet()) {
        String text = field.getValue();
        fields.put(
            field.getKey(),
            field.getKey().equals("label") ? text : doubles(JSON.readValue(text, Object.class)));
      }
      parsed.put(row.getKey(), fields);
    }
    assertThat(parsed).usingRecursiveComparison(NUMBERS_ARE_CLOSE).isEqualTo(expected);
  }

  private static Object doubles(Object json) {
    if (json instanceof Number number) {
      return number.doubleValue();
    }
    if (json instanceof List<?> list) {
      return list.stream().map(PlainMerge::doubles).toList();
    }
    if (json instanceof Map<?, ?> map) {
      Map<Object, Object> doubles = new LinkedHashMap<>();
      map.forEach((name, value) -> doubles.put(name, doubles(value)));
      return doubles;
    }
    return json;
  }

  /** What the view holds of each key: texts, numbers as Double, lists and maps as in JSON. */
  public Map<String, Map<String, Object>> view(
      Collection<Line> input, String merge, boolean timed, boolean scores) {
    Map<String, List<Line>> byKey = new TreeMap<>();
    input.forEach(line -> byKey.computeIfAbsent(line.key, key -> new ArrayList<>()).add(line));
    Map<String, Map<String, Object>> view = new TreeMap<>();
    byKey.forEach((key, lines) -> view.put(key, row(lines, merge, timed, scores)));
    return view;
  }

  private Map<String, Object> row(List<Line> lines, String merge, boolean timed, boolean scores) {
    if (merge.startsWith("top:")) {
      return Map.of(
          "top",
          lines.stream()
              .sorted(Comparator.comparingDouble(line -> -rank(outputs(line))))
              .limit(Integer.parseInt(merge.substring(4)))
              .map(line -> place(line, timed, scores))
              .toList());
    }
    return switch (merge) {
      case "latest" -> answer(outputs(latest(lines, timed)), scores);
      case "max" -> {
        Comparator<Line> byRank = Comparator.comparingDouble(line -> rank(outputs(line)));
        yield answer(outputs(lines.stream().max(byRank).orElseThrow()), scores);
      }
      case "mean" -> {
        double[] sum = new double[outputs];
        for (Line line : lines) {
          for (int i = 0; i < outputs; i++) {
            sum[i] += outputs(line)[i];
          }
        }
        yield answer(DoubleStream.of(sum).map(all -> all / lines.size()).toArray(), scores);
      }
      default -> {
        if (lines.size() > 1) {
          throw new IllegalArgumentException(merge);
        }
        yield answer(outputs(lines.get(0)), scores);
      }
    };
  }

  private static Line latest(List<Line> lines, boolean timed) {
    Line latest = lines.get(0);
    for (Line line : lines) {
      if (!timed || line.time >= latest.time) {
        latest = line;
      }
    }
    return latest;
  }

  private double[] outputs(Line line) {
    double[] inputs = line.inputs.stream().mapToDouble(input -> input).toArray();
    return switch (activation) {
      case SIGMOID -> DoubleStream.of(inputs).map(x -> 1 / (1 + Math.exp(-x))).toArray();
      case SOFTMAX -> {
        double all = DoubleStream.of(inputs).map(Math::exp).sum();
        yield DoubleStream.of(inputs).map(x -> Math.exp(x) / all).toArray();
      }
      default -> inputs;
    };
  }

  private double rank(double[] all) {
    return this == ONE_OUTPUT ? Math.max(all[0], 1 - all[0]) : all[best(all)];
  }

  private static int best(double[] all) {
    int best = 0;
    for (int i = 1; i < all.length; i++) {
      best = all[i] > all[best] ? i : best;
    }
    return best;
  }

  private String label(double[] all) {
    return this == ONE_OUTPUT ? (all[0] >= 0.5 ? "yes" : "no") : labels.get(best(all));
  }

  private Map<String, Object> place(Line line, boolean timed, boolean scores) {
    double[] all = outputs(line);
    Map<String, Object> place = new LinkedHashMap<>();
    if (task == Task.CLASSIFICATION) {
      place.put("label", label(all));
    }
    place.put("score", rank(all));
    if (scores) {
      place.put("scores", list(all));
    }
    if (timed) {
      place.put("time", (double) line.time);
    }
    return place;
  }

  private Map<String, Object> answer(double[] all, boolean scores) {
    Map<String, Object> answer = new TreeMap<>();
    if (scores || task == Task.EMBEDDING) {
      answer.put("scores", list(all));
    }
    switch (task) {
      case CLASSIFICATION -> {
        answer.put("label", label(all));
        answer.put("score", rank(all));
      }
      case REGRESSION -> answer.put("value", all[0]);
      case MULTI_LABEL ->
          answer.put(
              "top",
              IntStream.range(0, outputs)
                  .filter(i -> all[i] >= 0.5)
                  .boxed()
                  .sorted(Comparator.comparingDouble(i -> -all[i]))
                  .map(i -> Map.of("label", labels.get(i), "score", all[i]))
                  .toList());
      case EMBEDDING -> {
        // the vector is all there is
      }
    }
    return answer;
  }

  private static List<Double> list(double[] all) {
    return Arrays.stream(all).boxed().toList();
  }
}
