package io.howdah.batch.output;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.batch.ScoreCounter;
import io.howdah.record.RejectCause;
import io.howdah.run.Staging;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.mapreduce.TaskInputOutputContext;

/**
 * Keeps every record that cannot be scored: one JSON line each with {@code cause}, {@code message},
 * {@code file}, {@code offset} and {@code record}. The files are committed with the task, so a
 * retried or speculative attempt leaves none twice.
 */
public final class RejectWriter {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final TaskInputOutputContext<?, ?, ?, ?> context;
  private final SideFile file;

  public RejectWriter(TaskInputOutputContext<?, ?, ?, ?> context) {
    this.context = context;
    this.file = new SideFile(context, Staging.REJECTS);
  }

  void write(RejectCause cause, String message, String file, long offset, ByteBuffer record)
      throws IOException, InterruptedException {
    ObjectNode reject =
        JSON.createObjectNode()
            .put("cause", cause.name())
            .put("message", message)
            .put("file", file)
            .put("offset", offset)
            .put("record", StandardCharsets.UTF_8.decode(record).toString());
    this.file.write(JSON.writeValueAsBytes(reject));
    context.getCounter(ScoreCounter.REJECTS).increment(1);
    context.getCounter(cause).increment(1);
    if (cause == RejectCause.NON_FINITE_SCORE) {
      context.getCounter(ScoreCounter.NON_FINITE).increment(1);
    }
  }

  public void close() throws IOException {
    file.close();
  }
}
