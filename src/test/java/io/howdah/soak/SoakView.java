package io.howdah.soak;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.cli.InProcess;
import io.howdah.query.Answer;
import io.howdah.query.ViewReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;

/** A view that inputs are scored into, one after the other, and what must be in it. */
final class SoakView {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double TOLERANCE = 2e-5;

  private final Configuration conf;
  private final Connection connection;
  private final String name;
  private final boolean incremental;
  private final int regions;
  private final Map<String, Recomputation.Row> rows = new TreeMap<>();
  private long published;

  SoakView(
      Configuration conf, Connection connection, String name, boolean incremental, int regions) {
    this.conf = conf;
    this.connection = connection;
    this.name = name;
    this.incremental = incremental;
    this.regions = regions;
  }

  /** Scores an input and compares all that came of it. */
  void score(SoakInput input) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("score", name));
    arguments.addAll(input.arguments());
    Collections.addAll(arguments, "--create", incremental ? "incremental" : "full", "--json");
    Collections.addAll(arguments, "--regions", String.valueOf(regions));
    Collections.addAll(arguments, "--min-rows", "0", "--max-reject-ratio", "1");
    Collections.addAll(arguments, "--max-score-psi", "1000", "--max-label-psi", "1000");
    Collections.addAll(arguments, "--max-lost", "1", "--max-gained", "1000000");
    Collections.addAll(arguments, "--min-agreement", "0", "--max-missing", "1");
    InProcess.Result result = InProcess.run(conf, arguments.toArray(String[]::new));
    Recomputation expected = input.expected();
    if (input.merge().equals("fail") && expected.hasDoubledKeys()) {
      assertThat(result.code()).as(result.out()).isEqualTo(1);
      assertThat(result.out()).contains("choose another --merge");
    } else {
      assertThat(result.code()).as(result.out()).isZero();
      JsonNode told = JSON.readTree(result.out());
      assertThat(books(told)).as("books").isEqualTo(books(expected));
      if (!incremental) {
        rows.clear();
      }
      rows.putAll(expected.rows());
      published = told.get("version").longValue();
    }
    assertThat(publishedVersion()).as("published version").isEqualTo(published);
    if (!rows.isEmpty()) {
      compareStored();
      compareAnswers();
    }
  }

  private static Map<String, Long> books(JsonNode told) {
    Map<String, Long> books = new TreeMap<>();
    for (String name : List.of("recordsRead", "predictions", "rejects", "mergedAway", "rows")) {
      books.put(name, told.get(name).longValue());
    }
    return books;
  }

  private static Map<String, Long> books(Recomputation expected) {
    long written = expected.rows().size();
    return new TreeMap<>(
        Map.of(
            "recordsRead",
            (long) expected.read(),
            "predictions",
            (long) expected.scored(),
            "rejects",
            (long) expected.read() - expected.scored(),
            "mergedAway",
            expected.scored() - written,
            "rows",
            written));
  }

  /** By HBase's own client, as view-format.md says. */
  private long publishedVersion() throws IOException {
    try (Table catalog = connection.getTable(TableName.valueOf("howdah"))) {
      Result row = catalog.get(new Get(name.getBytes(UTF_8)));
      byte[] version = row.getValue("c".getBytes(UTF_8), "published".getBytes(UTF_8));
      return version == null || version.length == 0
          ? 0
          : Long.parseLong(new String(version, UTF_8));
    }
  }

  /** The rows of a version and no others, by HBase's own client, as view-format.md says. */
  private void compareStored() throws IOException {
    Map<String, Map<String, String>> found = new TreeMap<>();
    Scan scan =
        new Scan()
            .addFamily("b".getBytes(UTF_8))
            .setTimeRange(incremental ? 0 : published, published + 1);
    try (Table table = connection.getTable(TableName.valueOf(name));
        ResultScanner results = table.getScanner(scan)) {
      for (Result row : results) {
        Map<String, String> fields = new TreeMap<>();
        long newest = 0;
        for (Cell cell : row.rawCells()) {
          newest = Math.max(newest, cell.getTimestamp());
        }
        for (Cell cell : row.rawCells()) {
          if (cell.getTimestamp() == newest) {
            fields.put(
                new String(CellUtil.cloneQualifier(cell), UTF_8),
                new String(CellUtil.cloneValue(cell), UTF_8));
          }
        }
        found.put(new String(row.getRow(), UTF_8), fields);
      }
    }
    assertThat(found.keySet()).as("rows").isEqualTo(rows.keySet());
    for (Map.Entry<String, Map<String, String>> row : found.entrySet()) {
      compare(row.getKey(), row.getValue());
    }
  }

  /** As a reader of Howdah's asks. */
  private void compareAnswers() throws IOException {
    try (ViewReader reader = ViewReader.open(conf, name, ViewReader.Options.standard())) {
      for (Answer answer : reader.lookup(List.copyOf(rows.keySet()))) {
        assertThat(answer.found()).as("found " + answer.key()).isTrue();
        compare(answer.key(), answer.fields());
      }
    }
  }

  private void compare(String key, Map<String, String> found) throws IOException {
    Recomputation.Row row = rows.get(key);
    ObjectNode expected = JSON.createObjectNode();
    if (row.label() != null) {
      expected.put("label", row.label());
    }
    if (row.score() != null) {
      expected.put("score", row.score());
    }
    if (row.value() != null) {
      expected.put("value", row.value());
    }
    if (row.scores() != null) {
      array(expected, row.scores());
    }
    if (row.top() != null) {
      expected.putArray("top");
      for (Recomputation.Place place : row.top()) {
        ObjectNode node = expected.withArray("top").addObject().put("score", place.score());
        if (place.label() != null) {
          node.put("label", place.label());
        }
        if (place.time() != null) {
          node.put("time", place.time());
        }
        if (place.scores() != null) {
          array(node, place.scores());
        }
      }
    }
    ObjectNode was = JSON.createObjectNode();
    for (Map.Entry<String, String> field : found.entrySet()) {
      was.set(
          field.getKey(),
          field.getKey().equals("label")
              ? JSON.getNodeFactory().textNode(field.getValue())
              : JSON.readTree(field.getValue()));
    }
    assertThat(expected.equals(SoakView::compareNodes, was))
        .as("key %s: %s, expected %s", key, was, expected)
        .isTrue();
  }

  private static void array(ObjectNode node, float[] scores) {
    ArrayNode array = node.putArray("scores");
    for (float score : scores) {
      array.add(score);
    }
  }

  /** Zero for numbers that are as good as equal, and for whatever else is equal. */
  private static int compareNodes(JsonNode one, JsonNode other) {
    if (one.isNumber() && other.isNumber()) {
      double a = one.doubleValue();
      double b = other.doubleValue();
      double apart = Math.abs(a - b);
      return apart <= TOLERANCE * Math.max(1, Math.abs(a)) ? 0 : 1;
    }
    return one.equals(other) ? 0 : 1;
  }
}
