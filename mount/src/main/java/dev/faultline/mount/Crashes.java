package dev.faultline.mount;

import dev.faultline.disk.CrashState;
import dev.faultline.disk.CrashStates;
import dev.faultline.disk.Profile;
import dev.faultline.disk.crash.Recording;
import dev.faultline.mount.overlay.Overlay;
import dev.faultline.mount.record.Crashed;
import dev.faultline.mount.record.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Crashes of what is mounted, and what one would take. Safe for several threads. */
final class Crashes {
  private static final String STAGE = ".faultline-stage";

  private final Workspace workspace;
  private final Witness witness;
  private final Nodes nodes;
  private final Notices notices;

  Crashes(Workspace workspace, Witness witness, Nodes nodes, Notices notices) {
    this.workspace = workspace;
    this.witness = witness;
    this.nodes = nodes;
    this.notices = notices;
  }

  /** The profile of a name; the first one where it is null. */
  Profile profile(@Nullable String name) {
    List<Profile> all = model().profiles();
    if (name == null) {
      return all.getFirst();
    }
    return all.stream()
        .filter(profile -> profile.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "this mount does not record for profile "
                    + name
                    + ", but for "
                    + String.join(", ", all.stream().map(Profile::name).toList())
                    + "; mount it with --profile "
                    + name));
  }

  private Model model() {
    Model model = workspace.model();
    if (model == null) {
      throw new IllegalArgumentException(
          "this mount records nothing, so it cannot crash; mount it without --no-recording");
    }
    return model;
  }

  /**
   * Whether it can crash at all.
   *
   * @throws IllegalArgumentException with the reason, if not
   */
  void checkWhole() {
    locked(() -> {
      model().checkWhole();
      return true;
    });
  }

  Recording recording() {
    Model model = model();
    return locked(() -> new Recording(model.start(), model.history()));
  }

  List<String> unsynced(Profile profile) {
    return locked(() -> model().unsynced(profile));
  }

  void checkpoint() {
    locked(() -> {
      model().checkpoint();
      return true;
    });
  }

  private <T> T locked(Supplier<T> work) {
    witness.lock().lock();
    try {
      return work.get();
    } finally {
      witness.lock().unlock();
    }
  }

  /** Returns what was lost. */
  List<String> crash(Profile profile, Function<CrashStates, CrashState> choice) throws IOException {
    // What processes changed in mapped files comes as writes now, as the kernel may write it out at
    // any time.
    forgetFiles();
    Crashed crashed = change(profile, choice, () -> {});
    forget(crashed);
    return crashed.lost();
  }

  /**
   * Has the files be what the crash left, while the kernel still knows what was before: {@link
   * #forget} is to follow.
   *
   * @param then is done before anybody else can change files again
   */
  Crashed change(Profile profile, Function<CrashStates, CrashState> choice, Runnable then)
      throws IOException {
    witness.lock().lock();
    try {
      Overlay overlay = workspace.overlay();
      Path stage = overlay == null ? workspace.files().resolve(STAGE) : overlay.stage();
      Crashed crashed = model().crash(profile, choice, workspace.files(), stage);
      then.run();
      return crashed;
    } finally {
      witness.lock().unlock();
    }
  }

  /** Tells the kernel of a crash. */
  void forget(Crashed crashed) {
    nodes.names().forEach(name -> notices.forgetName(name.folder(), name.name()));
    for (Crashed.ChangedName name : crashed.names()) {
      Nodes.File folder =
          nodes.find(new Nodes.Identity(name.folder().device(), name.folder().inode()));
      if (folder != null) {
        notices.forgetName(folder.number(), name.name());
      }
    }
    forgetFiles();
  }

  private void forgetFiles() {
    nodes.numbers().forEach(notices::forgetFile);
  }
}
