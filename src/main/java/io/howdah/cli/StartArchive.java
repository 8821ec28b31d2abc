package io.howdah.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The archive of loaded classes that {@code bin/howdah} starts from. A run that scored leaves it,
 * for it has loaded what a run needs: one that ended earlier would leave an archive that saves
 * nothing.
 *
 * @param file that is written
 */
record StartArchive(Path file) {
  private static final Logger LOG = LoggerFactory.getLogger(StartArchive.class);

  /** Several times what an archive takes: Java ends the whole process where its room runs out. */
  private static final long ROOM = 512L << 20;

  /** The one that this JVM was asked to leave, if it was. */
  static Optional<StartArchive> asked() {
    return Optional.ofNullable(System.getProperty("howdah.start-archive"))
        .map(name -> new StartArchive(Path.of(name)));
  }

  /** Writes it, whole or not at all. The run has ended well, whatever comes of this. */
  void leave() {
    if (file.toAbsolutePath().getParent().toFile().getUsableSpace() < ROOM) {
      LOG.warn("the next run starts slowly again: no room for {}", file);
      return;
    }
    Path beside = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
    try {
      try {
        dump(beside);
        if (Files.exists(beside)) {
          Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        }
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (JMException | IOException | RuntimeException e) {
      LOG.warn("the next run starts slowly again: {} cannot be written", file, e);
    }
  }

  /** As {@code jcmd PID VM.cds dynamic_dump 'FILE'} does: Java splits the words at blanks anew. */
  private static void dump(Path to) throws JMException {
    String quote = to.toString().indexOf('\'') < 0 ? "'" : "\"";
    PrintStream results = System.out;
    // Java 17 says there that it dumps, behind the results that programs read
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8));
    try {
      order(quote + to + quote);
    } finally {
      System.setOut(results);
    }
  }

  private static void order(String quoted) throws JMException {
    var unused =
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "vmCds",
                new Object[] {new String[] {"dynamic_dump", quoted}},
                new String[] {String[].class.getName()});
  }
}
