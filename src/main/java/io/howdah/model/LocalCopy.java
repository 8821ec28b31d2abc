package io.howdah.model;

import io.howdah.files.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model fetched to a temporary file, to look at it on this machine. */
public final class LocalCopy {
  private LocalCopy() {}

  /** Work with a fetched file, which is deleted afterwards. */
  public interface Work<T> {
    T on(Path copy) throws IOException;
  }

  public static <T> T of(ModelArtifact artifact, Work<T> work) throws IOException {
    NativeBackend.prepare();
    Path copy = Scratch.file("model-", "");
    try {
      artifact.fetch(copy);
      return work.on(copy);
    } catch (ModelException e) {
      throw artifact.about(copy, e);
    } finally {
      Files.deleteIfExists(copy);
    }
  }
}
