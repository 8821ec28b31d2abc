package io.howdah.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.source.FaultyInputException;
import io.howdah.source.ReadFailure;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.PathIOException;
import org.junit.jupiter.api.Test;

class WayOutTest {
  @Test
  void whatSurroundsARunIsMendedAndTheSameRunGoesOn() {
    for (IOException failure :
        new IOException[] {
          new IOException("No space left on device"),
          new ConnectException("Connection refused"),
          new UnansweredException(java.time.Duration.ofSeconds(18), new IOException()),
          new FileNotFoundException("/data/a.csv (Permission denied)"),
          new FileNotFoundException("/data/a.csv (Too many open files)"),
          new FileNotFoundException("/data/a.csv (Too many open files in system)"),
          new FileNotFoundException("/staging/x (No space left on device)"),
          new FileNotFoundException("/staging/x (Read-only file system)"),
          new FileNotFoundException("/staging/x (Input/output error)"),
          new org.apache.hadoop.security.AccessControlException("Permission denied: user=x"),
        }) {
      assertThat(WayOut.of(new IOException("wrapped", failure)))
          .as(failure.toString())
          .isEqualTo(WayOut.RESUME);
    }
    assertThat(WayOut.of(new IllegalArgumentException(new IOException("No space left on device"))))
        .isEqualTo(WayOut.RESUME);
    assertThat(WayOut.of(new OutOfMemoryError("Java heap space"))).isEqualTo(WayOut.RESUME);
    assertThat(WayOut.RESUME.advice("clicks", 7))
        .isEqualTo("once that is fixed, go on with: howdah score clicks --resume 7");
  }

  @Test
  void whatARunWasGivenIsMendedByANewOne() {
    for (Exception failure :
        new Exception[] {
          new FaultyInputException("Invalid header in a.csv"),
          new FaultyInputException("Cannot publish: key Too many open files is there twice"),
          new FileNotFoundException("/data/a.csv (No such file or directory)"),
          new FileNotFoundException("File file:/data/a.csv does not exist"),
          new IllegalArgumentException("Invalid merge"),
        }) {
      assertThat(WayOut.of(new IOException("wrapped", failure)))
          .as(failure.toString())
          .isEqualTo(WayOut.ANEW);
    }
    assertThat(WayOut.ANEW.advice("clicks", 7)).doesNotContain("--resume");
  }

  @Test
  void compressedBytesThatCannotBeReadAreAtFaultThemselvesUnlessTheyDoNotCome() {
    assertThat(ofReading(new EOFException("Unexpected end"), true)).isEqualTo(WayOut.ANEW);
    assertThat(ofReading(new ConnectException("refused"), true)).isEqualTo(WayOut.RESUME);
    assertThat(ofReading(new IOException("Too many open files"), true)).isEqualTo(WayOut.RESUME);
    assertThat(ofReading(new PathIOException("s3a://b/a.gz", "503 Slow Down"), true))
        .isEqualTo(WayOut.RESUME);
    assertThat(ofReading(new ChecksumException("a.gz", 0), true)).isEqualTo(WayOut.ANEW);
    assertThat(ofReading(new IOException("Input/output error"), false)).isEqualTo(WayOut.RESUME);
  }

  private static WayOut ofReading(IOException failure, boolean packed) {
    return WayOut.of(ReadFailure.of("Failed to read a.gz", failure, packed));
  }

  @Test
  void theKindOfATasksFailureIsToldByItsTrace() {
    String trace =
        "Error: io.howdah.source.FaultyInputException: Invalid header in a.csv\n"
            + "\tat io.howdah.source.TextRecords.check(TextRecords.java:1)\n";
    assertThat(WayOut.of(trace)).isEqualTo(WayOut.ANEW);
    assertThat(WayOut.of("Error: java.io.IOException: Broken pipe")).isEqualTo(WayOut.RESUME);
  }
}
