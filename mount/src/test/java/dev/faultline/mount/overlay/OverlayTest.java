package dev.faultline.mount.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OverlayTest {
  private static final long LIVING = ProcessHandle.current().pid();

  /** More than Linux gives. */
  private static final long GONE = 999_999_999;

  @TempDir Path all;

  private Path folder(long process) throws IOException {
    Path folder = Files.createDirectory(all.resolve("faultline-overlay-" + process + "-1"));
    Files.writeString(Files.createDirectory(folder.resolve("files")).resolve("file"), "text");
    return folder;
  }

  @Test
  void a_folder_is_left_when_nobody_holds_it_whatever_became_of_the_number_of_its_process()
      throws IOException {
    Path recycled = folder(LIVING);
    InUse.of(recycled).close();
    assertThat(Overlay.takeLeftAway(all)).containsExactly(recycled);
    assertThat(recycled).doesNotExist();
  }

  @Test
  void a_folder_that_is_held_stays_where_the_number_of_its_process_means_nothing()
      throws IOException {
    Path held = folder(GONE);
    try (InUse _ = InUse.of(held)) {
      assertThat(Overlay.takeLeftAway(all)).isEmpty();
      assertThat(held.resolve("files/file")).hasContent("text");
    }
    assertThat(Overlay.takeLeftAway(all)).containsExactly(held);
  }

  @Test
  void a_process_that_died_before_it_held_its_folder_has_left_it() throws IOException {
    Path young = folder(LIVING);
    assertThat(Overlay.takeLeftAway(all)).isEmpty();
    Path left = folder(GONE);
    assertThat(Overlay.takeLeftAway(all)).containsExactly(left);
    assertThat(young).exists();
  }

  @Test
  void what_others_have_left_stays_and_keeps_nobody_from_mounting() throws IOException {
    Path others = folder(GONE);
    assumeTrue(
        Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")),
        "needs root, to give a folder away");
    Files.setAttribute(others, "unix:uid", 1_000);
    assertThat(Overlay.takeLeftAway(all)).isEmpty();
    assertThat(others).exists();
  }

  @Test
  void links_and_other_names_are_not_followed_and_stay() throws IOException {
    Path target = Files.createDirectory(all.resolve("target"));
    Path link = all.resolve("faultline-overlay-" + GONE + "-2");
    Files.createSymbolicLink(link, target);
    Files.createDirectory(all.resolve("faultline-overlay-x-3"));
    assertThat(Overlay.takeLeftAway(all)).isEmpty();
    assertThat(target).exists();
  }
}
