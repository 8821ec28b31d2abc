package io.howdah.gate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.predict.FilledCounts;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.Scores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * For how many records each feature was filled in; as JSON, for Hadoop's counters are too few for
 * every feature.
 */
public record FilledEvidence(FilledCounts counts) implements RecordEvidence {
  public static final EvidenceKind<FilledEvidence> KIND =
      new EvidenceKind<>(
          "filled",
          FilledEvidence.class,
          false,
          (card, labels) ->
              Optional.of(new FilledEvidence(new FilledCounts(card.schema().features()))));

  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public void add(MiniBatch batch, int row, Scores scores) {
    var unused = counts.add(batch, row);
  }

  @Override
  public byte[] bytes() {
    ObjectNode json = JSON.createObjectNode();
    for (int feature = 0; feature < counts.features(); feature++) {
      if (counts.rows(feature) > 0) {
        json.put(Integer.toString(feature), counts.rows(feature));
      }
    }
    return json.isEmpty() ? new byte[0] : json.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void add(byte[] left) throws IOException {
    JSON.readTree(left)
        .fields()
        .forEachRemaining(
            entry -> counts.add(Integer.parseInt(entry.getKey()), entry.getValue().asLong()));
  }

  @Override
  public Optional<String> misfit(Counts all) {
    return Optional
        .empty(); // what mappers filled in is not among them: it has a counter of its own
  }
}
