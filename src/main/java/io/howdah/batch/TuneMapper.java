package io.howdah.batch;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.tune.TuneRequest;
import io.howdah.tune.TuneResult;
import io.howdah.tune.TuneRun;
import java.io.IOException;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Mapper;

/** Measures in a task: a request in, its result out. */
public final class TuneMapper extends Mapper<LongWritable, Text, Text, NullWritable> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  protected void map(LongWritable place, Text request, Context context)
      throws IOException, InterruptedException {
    TuneResult result;
    try {
      result =
          TuneRun.measure(
              JSON.readValue(request.toString(), TuneRequest.class),
              context.getConfiguration(),
              context::setStatus);
    } catch (IOException e) {
      result = TuneResult.failed(String.valueOf(e.getMessage()));
    }
    context.write(new Text(JSON.writeValueAsString(result)), NullWritable.get());
  }
}
