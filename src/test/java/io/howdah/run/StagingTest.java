package io.howdah.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.howdah.record.RecordFormat;
import io.howdah.settings.Settings;
import io.howdah.source.InputList;
import io.howdah.source.SourceSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingTest {
  @TempDir Path folder;

  @BeforeEach
  void writeTheInput() throws Exception {
    Files.writeString(folder.resolve("a"), "a,1\n");
  }

  private Staging staging(String name) throws Exception {
    Configuration conf = new Configuration();
    conf.set(Settings.STAGING_DIR, folder.resolve(name).toUri().toString());
    return new Staging(conf, "clicks", 7);
  }

  private List<FileStatus> files() throws Exception {
    var file = new org.apache.hadoop.fs.Path(folder.resolve("a").toUri());
    return List.of(file.getFileSystem(new Configuration()).getFileStatus(file));
  }

  private RunManifest manifest(int paths) throws Exception {
    List<String> input =
        new ArrayList<>(Collections.nCopies(paths, folder.resolve("a").toString()));
    ScoreRequest request =
        new ScoreRequest(
                "clicks",
                "/models/clicks",
                input,
                new SourceSpec.Text(
                    new RecordFormat(RecordFormat.Kind.CSV, ',', false, List.of("id", "x"))),
                0L,
                TestRequests.scoring(256),
                Settings.HFILES,
                null,
                null,
                null)
            .qualified(new Configuration());
    return RunManifest.begun(request, "clicks:1", "00", InputList.of(files()));
  }

  @Test
  void aRunOfManyPathsWhoseListWasNeverWrittenIsBegunAnew() throws Exception {
    Files.writeString(folder.resolve("blocked"), "a file where the folder should be");
    Staging blocked = staging("blocked/runs");
    Throwable ofMany = catchThrowable(() -> blocked.begin(manifest(21), files()));
    assertThat(WayOut.of(ofMany)).isEqualTo(WayOut.ANEW);
    assertThat(ofMany).hasMessageContaining("blocked");
    Throwable ofFew = catchThrowable(() -> blocked.begin(manifest(20), files()));
    assertThat(ofFew).hasMessageContaining("blocked");
    assertThat(WayOut.of(ofFew)).isEqualTo(WayOut.RESUME);
    assertThat(blocked.inputs(manifest(20))).extracting(file -> file.length()).containsExactly(4L);
  }

  @Test
  void theListIsThereAsSoonAsTheRunHasBegun() throws Exception {
    Staging staging = staging("runs");
    staging.begin(manifest(21), files());
    assertThat(staging.inputs(manifest(21))).extracting(file -> file.length()).containsExactly(4L);
    Files.createDirectories(folder.resolve("runs/clicks/7/attempt-1"));
    staging.begin(manifest(21), files());
    assertThat(folder.resolve("runs/clicks/7/attempt-1")).doesNotExist();
    assertThat(folder.resolve("runs/clicks/7/input-files")).exists();
  }
}
