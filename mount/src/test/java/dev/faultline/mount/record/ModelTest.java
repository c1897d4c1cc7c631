package dev.faultline.mount.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.disk.Device;
import dev.faultline.disk.FileKind;
import dev.faultline.disk.Profile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelTest {
  private static final Origin ORIGIN = new Origin("/file", 0644, 0, 0);

  @TempDir Path folder;

  @Test
  void files_that_are_made_and_removed_for_ever_take_no_room() throws IOException {
    Model model =
        Model.of(folder, folder, List.of(Profile.named("ext4-ordered")), Device.SECTORS, false);
    FileId root = FileId.of(folder);
    for (int i = 1; i <= 10_000; i++) {
      model.made(root, "file", new FileId(1, i), FileKind.FILE, "", ORIGIN);
      model.removed(root, "file", "/file");
      model.synced(root, false, "/");
    }
    assertThat(model.remembered()).isLessThan(3_000);
  }
}
