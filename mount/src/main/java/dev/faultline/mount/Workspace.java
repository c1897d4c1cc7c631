package dev.faultline.mount;

import dev.faultline.mount.overlay.Overlay;
import dev.faultline.mount.record.Model;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the files of a mount are.
 *
 * @param files the folder that all calls happen in
 * @param overlay whose folder it is; null for the source's own
 * @param model what is recorded; null where nothing is
 */
record Workspace(Path files, @Nullable Overlay overlay, @Nullable Model model) {
  /**
   * Copies and looks at the source, as far as is asked for.
   *
   * @param said is told, in a line, what was cleaned up first
   * @throws MountException if that cannot be
   */
  static Workspace of(Path source, MountBase base, Consumer<String> said) throws MountException {
    Overlay overlay = null;
    try {
      Path files = source;
      if (!base.inPlace()) {
        for (Path left : Overlay.takeLeftAway()) {
          said.accept("removed " + left + ", left by a mount whose process has ended");
        }
        overlay = Overlay.of(source, base.overlay());
        files = overlay.files();
      }
      Model model = null;
      if (base.records()) {
        Path contents = base.keepsHistory() ? source : files;
        model = Model.of(files, contents, base.profiles(), base.device(), base.keepsHistory());
      }
      return new Workspace(files, overlay, model);
    } catch (IOException e) {
      discard(overlay);
      throw new MountException(
          (base.overlay() == null ? "a copy of " + source : "overlay " + base.overlay())
              + " cannot be made: "
              + e);
    }
  }

  /** Where the copy is, or below which a temporary one is; null where there is none. */
  static @Nullable Path copyAt(MountBase base) {
    if (base.inPlace()) {
      return null;
    }
    Path at = base.overlay();
    return at == null ? Path.of(System.getProperty("java.io.tmpdir")) : at;
  }

  private static void discard(@Nullable Overlay overlay) {
    try {
      if (overlay != null) {
        overlay.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes the overlay away, unless it stays. */
  void discard() {
    discard(overlay);
  }
}
