package io.howdah.batch.output;

import io.howdah.batch.ScoreConfig;
import io.howdah.run.RunWatch;
import io.howdah.view.Catalog;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.BufferedMutator;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.io.ImmutableBytesWritable;
import org.apache.hadoop.mapreduce.RecordWriter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;

/**
 * Writes cells through HBase's own write path, for small runs and for clusters that allow no bulk
 * load. Cells carry the run's version, so an attempt that runs twice writes the same ones, and no
 * reader sees them before the version is published. A file format by descent only: rejects and
 * samples are committed by its committer.
 */
public final class PutOutputFormat
    extends FileOutputFormat<ImmutableBytesWritable, List<KeyValue>> {
  @Override
  public RecordWriter<ImmutableBytesWritable, List<KeyValue>> getRecordWriter(
      TaskAttemptContext context) throws IOException {
    Configuration conf = context.getConfiguration();
    String view = conf.get(ScoreConfig.VIEW);
    Connection connection = ConnectionFactory.createConnection(conf);
    return new PutWriter(
        connection,
        connection.getBufferedMutator(TableName.valueOf(view)),
        new RunWatch(new Catalog(connection), view, conf.getLong(ScoreConfig.VERSION, 0)));
  }

  private static final class PutWriter
      extends RecordWriter<ImmutableBytesWritable, List<KeyValue>> {
    private final Connection connection;
    private final BufferedMutator mutator;
    private final RunWatch run;

    PutWriter(Connection connection, BufferedMutator mutator, RunWatch run) {
      this.connection = connection;
      this.mutator = mutator;
      this.run = run;
    }

    @Override
    public void write(ImmutableBytesWritable key, List<KeyValue> row) throws IOException {
      run.look();
      Put put = new Put(key.get(), key.getOffset(), key.getLength());
      for (KeyValue cell : row) {
        put.add(cell);
      }
      mutator.mutate(put);
    }

    @Override
    public void close(TaskAttemptContext context) throws IOException {
      try (connection;
          mutator) {
        mutator.flush();
        run.end();
      }
    }
  }
}
