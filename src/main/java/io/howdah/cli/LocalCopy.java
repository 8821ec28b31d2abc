package io.howdah.cli;

import io.howdah.model.LoadedModel;
import io.howdah.model.ModelArtifact;
import io.howdah.model.ModelLoader;
import io.howdah.model.NativeBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model fetched to a temporary file, to look at it on this machine. */
final class LocalCopy {
  private LocalCopy() {}

  static LoadedModel load(ModelArtifact artifact) throws IOException {
    NativeBackend.prepare();
    Path copy = Files.createTempFile("howdah-model-", ".zip");
    try {
      artifact.fetch(copy);
      return ModelLoader.load(copy, artifact.card());
    } finally {
      Files.deleteIfExists(copy);
    }
  }
}
