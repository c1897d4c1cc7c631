package dev.faultline.chaos.plan;

import dev.faultline.chaos.monkey.process.ProcessFault;
import dev.faultline.chaos.monkey.process.ProcessId;
import dev.faultline.chaos.monkey.process.ProcessView;
import dev.faultline.chaos.monkey.process.Procfs;
import dev.faultline.chaos.monkey.process.Signal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The programs that struck shells and other starters wait for. A fault strikes one process: where
 * that is only the starter, the program that does the work goes on, and nothing was tried.
 */
final class Wrapped {
  /** Programs that start another one, and wait for its end. */
  private static final Set<String> STARTERS =
      Set.of(
          "sh", "dash", "bash", "ash", "ksh", "zsh", "busybox", "su", "runuser", "unshare",
          "script", "strace", "make");

  /** These pass on the signals that they get, all but KILL and STOP, which nobody sees. */
  private static final Set<String> RELAYS =
      Set.of("sudo", "timeout", "tini", "dumb-init", "catatonit");

  private record Child(String target, String starter, ProcessView view) {}

  private final Procfs procfs;
  private final List<Child> children = new ArrayList<>();

  Wrapped(Procfs procfs) {
    this.procfs = procfs;
  }

  /** Notes what the process has started, where it is a starter; call it before the fault. */
  void note(String target, ProcessId struck, ProcessFault fault) throws IOException {
    Optional<ProcessView> starter =
        procfs.view(struck.pid()).filter(view -> view.id().equals(struck));
    if (starter.isPresent() && isStarter(starter.get()) && !passesOn(starter.get(), fault)) {
      noteChildren(target, starter.get(), procfs.all());
    }
  }

  private void noteChildren(String target, ProcessView starter, List<ProcessView> all) {
    for (ProcessView view : all) {
      if (view.parent() != starter.id().pid() || view.isDead()) {
        continue;
      }
      if (isStarter(view)) {
        noteChildren(target, view, all);
      } else {
        children.add(new Child(target, name(starter), view));
      }
    }
  }

  /**
   * Tells of each that is the same and goes on; call it at the end of the phase, before the undo.
   */
  void look(Consumer<String> withoutEffect) throws IOException {
    for (Child child : children) {
      boolean goesOn =
          procfs
              .view(child.view().id().pid())
              .filter(now -> now.id().equals(child.view().id()) && now.isRunning())
              .isPresent();
      if (goesOn) {
        withoutEffect.accept(
            "a fault struck '%s' only, which is %s, and %s (%s), which it has started, went on; begin its last command with exec, or find that process itself"
                .formatted(child.target(), child.starter(), child.view().id(), name(child.view())));
      }
    }
    children.clear();
  }

  private static boolean isStarter(ProcessView view) {
    return STARTERS.contains(name(view)) || RELAYS.contains(name(view));
  }

  /** The program may end as slowly as it likes: the signal has reached it. */
  private static boolean passesOn(ProcessView starter, ProcessFault fault) {
    return RELAYS.contains(name(starter))
        && fault instanceof ProcessFault.Send(var signal)
        && !signal.equals(Signal.KILL);
  }

  /** The program's name, without its folder, and without the dash of a shell that one logs into. */
  private static String name(ProcessView view) {
    if (view.command().isEmpty()) {
      return "?";
    }
    String first = view.command().getFirst();
    Path file = Path.of(first.startsWith("-") ? first.substring(1) : first).getFileName();
    return file == null ? first : file.toString();
  }
}
