package io.howdah.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What a user would publish for some records: plain loops over a plain list, and nothing of
 * Howdah's.
 *
 * @param rows each key's prediction
 * @param read records, whatever became of them
 * @param scored records that could be scored
 * @param ambiguous true where two answers are so near that the last digits decide
 */
record Recomputation(Map<String, Row> rows, int read, int scored, boolean ambiguous) {
  private static final float NEAR = 1e-3f;

  /** A prediction: what is null or empty is not there. */
  record Row(String label, Float score, Float value, float[] scores, List<Place> top) {}

  /** A place of a ranking. */
  record Place(String label, float score, Long time, float[] scores) {}

  /** A record that was scored. */
  private record Scored(Long time, float[] outputs) {}

  /**
   * @param records in the order of the input
   * @param merge as {@code --merge} names it
   * @param keepScores as {@code --scores} says
   */
  static Recomputation of(SoakModel model, List<Meant> records, String merge, boolean keepScores) {
    Map<String, List<Scored>> byKey = new TreeMap<>();
    int scored = 0;
    for (Meant record : records) {
      if (record.features() != null) {
        scored++;
        byKey
            .computeIfAbsent(new String(record.key(), UTF_8), key -> new ArrayList<>())
            .add(new Scored(record.time(), model.outputs(record.features())));
      }
    }
    Map<String, Row> rows = new LinkedHashMap<>();
    boolean ambiguous = false;
    for (Map.Entry<String, List<Scored>> entry : byKey.entrySet()) {
      Merged merged = new Merged(model, entry.getValue(), merge, keepScores);
      rows.put(entry.getKey(), merged.row());
      ambiguous |= merged.isAmbiguous();
    }
    return new Recomputation(rows, records.size(), scored, ambiguous);
  }

  boolean hasDoubledKeys() {
    return scored > rows.size();
  }

  /** One key's records made one. */
  private record Merged(SoakModel model, List<Scored> records, String merge, boolean keepScores) {

    Row row() {
      if (merge.startsWith("top:")) {
        int limit = Integer.parseInt(merge.substring(4));
        List<Place> top = new ArrayList<>();
        for (Scored record : ranked().subList(0, Math.min(limit, records.size()))) {
          top.add(
              new Place(
                  label(record.outputs()),
                  rank(record.outputs()),
                  record.time(),
                  keepScores ? record.outputs() : null));
        }
        return new Row(null, null, null, null, top);
      }
      return prediction(outputs());
    }

    private float[] outputs() {
      return switch (merge) {
        case "latest" -> latest().outputs();
        case "max" -> ranked().get(0).outputs();
        case "mean" -> mean();
        default -> records.get(0).outputs();
      };
    }

    private Scored latest() {
      Scored latest = records.get(0);
      for (Scored record : records) {
        if (latest.time() == null || record.time() >= latest.time()) {
          latest = record;
        }
      }
      return latest;
    }

    private float[] mean() {
      float[] mean = new float[records.get(0).outputs().length];
      for (int i = 0; i < mean.length; i++) {
        int output = i;
        mean[i] =
            (float) records.stream().mapToDouble(r -> r.outputs()[output]).average().orElse(0);
      }
      return mean;
    }

    private List<Scored> ranked() {
      return records.stream()
          .sorted(Comparator.comparingDouble(record -> -rank(record.outputs())))
          .toList();
    }

    private Row prediction(float[] outputs) {
      float[] kept = keepScores || model.task().equals("embedding") ? outputs : null;
      return switch (model.task()) {
        case "classification" -> new Row(label(outputs), rank(outputs), null, kept, null);
        case "regression" -> new Row(null, null, outputs[0], kept, null);
        case "multi-label" -> new Row(null, null, null, kept, likely(outputs));
        default -> new Row(null, null, null, kept, null);
      };
    }

    private List<Place> likely(float[] outputs) {
      return IntStream.range(0, outputs.length)
          .filter(i -> outputs[i] >= 0.5f)
          .mapToObj(i -> new Place(model.labels().get(i), outputs[i], null, null))
          .sorted(Comparator.comparingDouble(place -> -place.score()))
          .toList();
    }

    private String label(float[] outputs) {
      if (!model.task().equals("classification")) {
        return null;
      }
      return model.labels().get(outputs.length == 1 ? outputs[0] >= 0.5f ? 1 : 0 : best(outputs));
    }

    /** The number that a record is ranked by. */
    private float rank(float[] outputs) {
      return outputs.length == 1 && model.task().equals("classification")
          ? Math.max(outputs[0], 1 - outputs[0])
          : outputs[best(outputs)];
    }

    private static int best(float[] outputs) {
      int best = 0;
      for (int i = 1; i < outputs.length; i++) {
        best = outputs[i] > outputs[best] ? i : best;
      }
      return best;
    }

    boolean isAmbiguous() {
      boolean ambiguous = merge.equals("mean") && isNear(mean());
      for (Scored record : records) {
        ambiguous |= isNear(record.outputs());
      }
      if (merge.equals("max") || merge.startsWith("top:")) {
        List<Scored> ranked = ranked();
        for (int i = 1; i < ranked.size(); i++) {
          ambiguous |=
              rank(ranked.get(i - 1).outputs()) - rank(ranked.get(i).outputs())
                  < NEAR * Math.max(1, Math.abs(rank(ranked.get(i).outputs())));
        }
      }
      return ambiguous;
    }

    /** True if another rounding could choose another label or another order of labels. */
    private boolean isNear(float[] outputs) {
      if (model.task().equals("regression") || model.task().equals("embedding")) {
        return false;
      }
      for (int i = 0; i < outputs.length; i++) {
        if (Math.abs(outputs[i] - 0.5f) < NEAR) {
          return true;
        }
        for (int j = 0; j < i; j++) {
          if (Math.abs(outputs[i] - outputs[j]) < NEAR) {
            return true;
          }
        }
      }
      return false;
    }
  }
}
