package dev.faultline.chaos.monkey.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A process that was started for a run and all its descendants: the other processes of its session,
 * those that have its mark in their environment, and the processes that these have started. An
 * orphan is still in its starter's session. A process that has left the session has the mark,
 * unless it has overwritten its environment as well. Pure, apart from what it reads.
 */
final class Family {
  /** The variable of the environment that holds the mark. */
  static final String MARK = "FAULTLINE_RUN";

  private final Procfs procfs;
  private final ProcessId first;
  private final String mark;

  Family(Procfs procfs, ProcessId first, String mark) {
    this.procfs = procfs;
    this.first = first;
    this.mark = mark;
  }

  /**
   * Those that live now, by pid.
   *
   * @throws IOException where it cannot be told
   */
  List<ProcessId> living() throws IOException {
    List<ProcessView> views =
        procfs.all().stream()
            .filter(view -> !view.isDead())
            .filter(view -> view.id().startTicks() >= first.startTicks())
            .toList();
    // The system gives no pid to another process while a session has its number: where somebody
    // else has the pid, the session has ended.
    boolean session =
        first.pid() > 0
            && first.startTicks() >= 0
            && procfs.view(first.pid()).filter(view -> !view.id().equals(first)).isEmpty();
    Set<Integer> pids = new LinkedHashSet<>();
    for (ProcessView view : views) {
      if (view.id().equals(first)
          || (session && procfs.session(view.id()) == first.pid())
          || isMarked(view.id())) {
        pids.add(view.id().pid());
      }
    }
    boolean grown = !pids.isEmpty();
    while (grown) {
      grown = false;
      for (ProcessView view : views) {
        grown |= pids.contains(view.parent()) && pids.add(view.id().pid());
      }
    }
    List<ProcessId> living = new ArrayList<>();
    for (ProcessView view : views) {
      if (pids.contains(view.id().pid())) {
        living.add(view.id());
      }
    }
    return living;
  }

  private boolean isMarked(ProcessId id) {
    try {
      return procfs.environment(id, MARK).equals(Optional.of(mark));
    } catch (IOException e) {
      // Whom this user may not look at, this user has not started.
      return false;
    }
  }
}
