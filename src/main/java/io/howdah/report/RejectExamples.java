package io.howdah.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.record.Excerpt;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A few of a run's rejects for each cause. There may be gigabytes of them, and a single one may be
 * as large: the reading ends when there are enough examples, or after {@value #MOST_BYTES} bytes.
 */
final class RejectExamples {
  static final int A_CAUSE = 3;

  private static final int TEXT = 200; // characters that are kept
  private static final int LINE_BYTES = 8 << 10; // of a line that are looked at
  private static final long MOST_BYTES = 8L << 20;
  private static final int LONGEST_ESCAPE = 12; // characters of JSON: two halves of a pair

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, List<RunReport.Example>> byCause = new HashMap<>();
  private final Set<String> causes;
  private long bytes;
  private boolean complete;

  private RejectExamples(Set<String> causes) {
    this.causes = causes;
  }

  /** The first examples of these causes in the folder of rejects; none if it is gone. */
  static Map<String, List<RunReport.Example>> read(
      FileSystem files, Path folder, Set<String> causes) throws IOException {
    RejectExamples examples = new RejectExamples(causes);
    if (!causes.isEmpty() && files.exists(folder)) {
      FileStatus[] parts = files.listStatus(folder);
      Arrays.sort(parts);
      for (FileStatus part : parts) {
        if (examples.enough()) {
          break;
        }
        try (InputStream in = new BufferedInputStream(files.open(part.getPath()))) {
          examples.take(in);
        }
      }
    }
    return examples.byCause;
  }

  private boolean enough() {
    return complete || bytes >= MOST_BYTES;
  }

  private void take(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0 && !enough(); next = in.read()) {
      bytes++;
      if (next == '\n') {
        take(line.toString(StandardCharsets.UTF_8), line.size() == LINE_BYTES);
        line.reset();
      } else if (line.size() < LINE_BYTES) {
        line.write(next);
      }
    }
    take(line.toString(StandardCharsets.UTF_8), true);
  }

  private void take(String line, boolean cut) {
    Optional<JsonNode> reject = cut ? parseCut(line) : parse(line);
    String cause = reject.map(node -> node.path("cause").asText()).orElse("");
    if (causes.contains(cause)) {
      List<RunReport.Example> some = byCause.computeIfAbsent(cause, key -> new ArrayList<>());
      if (some.size() < A_CAUSE) {
        some.add(
            new RunReport.Example(
                text(reject.get(), "file"),
                reject.get().path("offset").asLong(),
                text(reject.get(), "message"),
                text(reject.get(), "record")));
        complete =
            byCause.size() == causes.size()
                && byCause.values().stream().allMatch(list -> list.size() == A_CAUSE);
      }
    }
  }

  private static String text(JsonNode reject, String field) {
    return Excerpt.of(reject.path(field).asText(), TEXT);
  }

  private static Optional<JsonNode> parse(String line) {
    try {
      return Optional.of(JSON.readTree(line)).filter(JsonNode::isObject);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Of a line whose end, in the text of the record, was not read: perhaps amid an escape. */
  private static Optional<JsonNode> parseCut(String line) {
    for (int less = 0; less <= Math.min(LONGEST_ESCAPE, line.length()); less++) {
      String begin = line.substring(0, line.length() - less);
      Optional<JsonNode> reject = parse(begin + "\"}").or(() -> parse(begin));
      if (reject.isPresent()) {
        return reject;
      }
    }
    return Optional.empty();
  }
}
