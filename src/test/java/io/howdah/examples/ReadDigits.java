package io.howdah.examples;

import io.howdah.query.Answer;
import io.howdah.query.NearCacheBounds;
import io.howdah.query.ViewReader;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** The README's example of the Java client; a test runs it, and compares the two. */
final class ReadDigits {
  private ReadDigits() {}

  static void run(Configuration conf, PrintStream out) throws IOException {
    // README: from here
    NearCacheBounds bounds = new NearCacheBounds(100_000, Duration.ofSeconds(5));
    try (ViewReader reader =
        ViewReader.open(conf, "digits", ViewReader.Options.standard().with(bounds))) {
      Answer answer = reader.lookup("digit-0042");
      out.println(answer.fields().get("label") + " from the " + answer.source() + " layer");
      List<Answer> many = reader.lookup(List.of("digit-0042", "digit-0043"));
      out.println(many.stream().filter(Answer::found).count() + " found");
      reader
          .lookupAsync("digit-0043")
          .thenAccept(later -> out.println(later.model() + ", stale: " + later.stale()))
          .join();
    }
    // README: to here
  }
}
