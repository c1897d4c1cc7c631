package dev.faultline.chaos.monkey.undo;

import dev.faultline.chaos.disk.MountTable;
import dev.faultline.chaos.disk.MountedDisk;
import dev.faultline.chaos.monkey.process.ProcessControl;
import dev.faultline.chaos.monkey.process.ProcessException;
import dev.faultline.chaos.monkey.process.ProcessFault;
import dev.faultline.chaos.monkey.process.ProcessId;
import dev.faultline.chaos.monkey.process.ProcessView;
import dev.faultline.chaos.monkey.process.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Strikes processes and undoes the strikes. The record of a lasting fault is on disk from before
 * the fault begins until it is over. Thread-safe.
 */
public final class Strikes {
  /** How often an undo is tried before it counts as failed. */
  private static final int ATTEMPTS = 3;

  private final ProcessControl control;
  private final UndoStore store;

  public Strikes(ProcessControl control, UndoStore store) {
    this.control = control;
    this.store = store;
  }

  /**
   * Strikes a process that opted in to {@code group}.
   *
   * @param id unique, and valid as the name of a file and of a cgroup
   * @return the undo of the strike; empty if it cannot be undone
   * @throws IOException if it failed; then nothing was done, or it has been undone
   */
  public synchronized Optional<Undo> strike(
      String id, ProcessId process, String group, ProcessFault fault, Instant now)
      throws IOException {
    return switch (fault) {
      case ProcessFault.Send(var signal) -> {
        control.strike(process, group, signal);
        yield Optional.empty();
      }
      case ProcessFault.Pause pause ->
          Optional.of(store.alone(() -> stop(id, process, group, now)));
      case ProcessFault.Skew(var offset, double rate, var _) -> {
        Undo undo = new Undo.Unskewed(id, process, now);
        store.add(undo);
        try {
          control.skew(process, group, offset, rate);
        } catch (ProcessException e) {
          // Nothing was done.
          store.remove(undo);
          throw e;
        } catch (IOException | RuntimeException e) {
          Undone undone = undo(undo);
          if (!undone.done()) {
            e.addSuppressed(new IOException(undone.said()));
          }
          throw e;
        }
        yield Optional.of(undo);
      }
      case ProcessFault.Slow(int percent, var _) -> {
        Undo undo = store.alone(() -> unbound(id, process, now));
        try {
          control.bound(process, group, "faultline-" + id, percent);
        } catch (IOException | RuntimeException e) {
          // The strike may have been applied in part: the file stays if that cannot be undone.
          Undone undone = undo(undo);
          if (!undone.done()) {
            e.addSuppressed(new IOException(undone.said()));
          }
          throw e;
        }
        yield Optional.of(undo);
      }
    };
  }

  private Undo stop(String id, ProcessId process, String group, Instant now) throws IOException {
    forgetStale(process);
    Undo undo = new Undo.Resume(id, process, now, runner());
    store.add(undo);
    try {
      control.strike(process, group, Signal.STOP);
    } catch (IOException | RuntimeException e) {
      // Nothing was sent.
      store.remove(undo);
      throw e;
    }
    return undo;
  }

  /**
   * Removes the record that a killed run left of a process that has since resumed, for example
   * because its owner resumed it by hand. The stale record would keep the process stopped after
   * this fault is over.
   */
  private void forgetStale(ProcessId process) throws IOException {
    boolean running =
        control
            .procfs()
            .view(process.pid())
            .filter(view -> view.id().equals(process) && view.isRunning())
            .isPresent();
    for (Undo undo : store.content().undos()) {
      if (running
          && undo instanceof Undo.Resume(var _, var stopped, var _, var runner)
          && stopped.equals(process)
          && !control.procfs().isAlive(runner)) {
        store.remove(undo);
      }
    }
  }

  private ProcessId runner() throws IOException {
    return control
        .procfs()
        .view((int) ProcessHandle.current().pid())
        .map(ProcessView::id)
        .orElse(ProcessId.NONE);
  }

  /**
   * Records the bound on disk before it is applied. A process that is already bound keeps its
   * recorded home.
   */
  private Undo unbound(String id, ProcessId process, Instant now) throws IOException {
    String cgroup = control.cgroup(process);
    String home =
        store.content().undos().stream()
            .filter(undo -> undo instanceof Undo.Unbound && undo.process().equals(process))
            .map(undo -> ((Undo.Unbound) undo).home())
            .findFirst()
            .orElse(cgroup);
    Undo undo = new Undo.Unbound(id, process, now, "faultline-" + id, home);
    store.add(undo);
    return undo;
  }

  /** Undoes a fault. If that fails three times, the record stays on disk. */
  public synchronized Undone undo(Undo undo) {
    // Whoever interrupts this thread wants the fault to end, not its undo.
    boolean interrupted = Thread.interrupted();
    try {
      return tried(undo);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Undone tried(Undo undo) {
    String failure = "";
    AtomicReference<@Nullable Undone> performed = new AtomicReference<>();
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        // The last time without the lock: a folder that cannot be written must not keep a process
        // stopped.
        return attempt < ATTEMPTS
            ? store.alone(() -> performAndForget(undo, performed))
            : performAndForget(undo, performed);
      } catch (IOException e) {
        failure = e.getClass().getSimpleName() + ": " + e.getMessage();
      }
    }
    return new Undone(false, "cannot " + undo + ": " + failure);
  }

  /**
   * Tells of the first time that it was performed: later ones, where it could not be forgotten,
   * find nothing to do.
   */
  private Undone performAndForget(Undo undo, AtomicReference<@Nullable Undone> performed)
      throws IOException {
    Undone now = perform(undo);
    Undone first = performed.get();
    Undone told = first == null ? now : first;
    performed.set(told);
    store.remove(undo);
    return told;
  }

  private Undone perform(Undo undo) throws IOException {
    return switch (undo) {
      case Undo.Cleared cleared -> clear(cleared);
      case Undo.Unskewed unskewed -> unskew(unskewed.process());
      case Undo.Resume resume -> resume(resume);
      case Undo.End end -> {
        control.end(end.process(), end.id());
        yield new Undone(
            true,
            end.process().equals(ProcessId.NONE)
                ? "what was being started has ended"
                : end.process() + " has ended");
      }
      case Undo.Unbound unbound -> giveBack(unbound);
      case Undo.Unmounted(var _, var _, Path point) ->
          new Undone(
              true,
              point + (MountTable.unmount(point) ? " is unmounted" : " is not mounted any more"));
    };
  }

  private Undone resume(Undo.Resume resume) throws IOException {
    if (isStoppedBesides(resume)) {
      return new Undone(true, resume.process() + " stays stopped by another fault");
    }
    // Asked before, and told only: whatever the answer is, the process has to go on.
    boolean resumed = isResumed(resume.process());
    boolean there = control.resume(resume.process());
    if (there && resumed) {
      return new Undone(
          true, resume.process() + " had been resumed by somebody else before", false);
    }
    return new Undone(true, resume.process() + (there ? " goes on" : " is gone, nothing to undo"));
  }

  /** What cannot be looked at is not known to have been. */
  private boolean isResumed(ProcessId process) {
    try {
      return control.isResumed(process);
    } catch (IOException e) {
      return false;
    }
  }

  private Undone giveBack(Undo.Unbound bound) throws IOException {
    OptionalLong waited = control.unbound(bound.cgroup(), bound.home());
    String said = bound.process() + " has its CPU time back";
    return waited.isEmpty()
        ? new Undone(true, said)
        : new Undone(
            true,
            "%s; it had to wait %,d times".formatted(said, waited.getAsLong()),
            waited.getAsLong() > 0);
  }

  private Undone unskew(ProcessId process) throws IOException {
    OptionalLong reads = control.unskew(process);
    return reads.isEmpty()
        ? new Undone(true, process + " is gone, nothing to undo")
        : new Undone(
            true,
            "the clock of %s is right again; it was read %,d times while it was wrong"
                .formatted(process, reads.getAsLong()),
            reads.getAsLong() > 0);
  }

  private static Undone clear(Undo.Cleared fault) throws IOException {
    Optional<MountedDisk> disk = MountedDisk.at(fault.point());
    if (disk.isEmpty()) {
      return new Undone(true, fault.point() + " is not mounted any more, nothing to undo");
    }
    long struck;
    try {
      struck =
          disk.get().clear(fault.rules(), fault.before()).stream()
              .mapToLong(MountedDisk.Rule::struck)
              .sum();
    } catch (MountedDisk.GoneException e) {
      return new Undone(true, e.getMessage() + ", nothing to undo");
    }
    return new Undone(
        true,
        "the disk at %s works again; its fault struck %,d calls".formatted(fault.point(), struck),
        struck > 0);
  }

  /**
   * Adds fault rules to a mounted disk.
   *
   * @param id unique, and valid as a file name
   * @param seed seed of the rules' random choices
   * @return the undo of the rules
   * @throws IOException if it failed; then nothing was done, or it has been undone
   */
  public synchronized Undo spoil(String id, Path point, List<String> rules, long seed, Instant now)
      throws IOException {
    MountedDisk disk =
        MountedDisk.at(point)
            .orElseThrow(() -> new IOException("no disk of faultline is mounted at " + point));
    List<Integer> before = disk.rules().stream().map(MountedDisk.Rule::number).toList();
    Undo undo = new Undo.Cleared(id, now, point, rules, before);
    store.add(undo);
    try {
      disk.add(rules, seed);
    } catch (IOException | RuntimeException e) {
      Undone undone = undo(undo);
      if (!undone.done()) {
        e.addSuppressed(new IOException(undone.said()));
      }
      throw e;
    }
    return undo;
  }

  /**
   * Records on disk that a mount is about to be made for one run only.
   *
   * @param id unique, and valid as a file name
   */
  public synchronized Undo mounts(String id, Path point, Instant now) throws IOException {
    Undo undo = new Undo.Unmounted(id, now, point);
    store.add(undo);
    return undo;
  }

  private boolean isStoppedBesides(Undo.Resume resume) throws IOException {
    return store.content().undos().stream()
        .anyMatch(other ->
            other instanceof Undo.Resume(var id, var process, var _, var _)
                && process.equals(resume.process())
                && !id.equals(resume.id()));
  }

  /**
   * Undoes every fault on disk, the newest first. Names files that do not hold a fault.
   *
   * @param force whether to remove and report records that cannot be undone, and damaged files
   * @throws IOException if the records cannot be read
   */
  public List<Undone> undoAll(boolean force) throws IOException {
    return undoAll(force, (undo, undone) -> {});
  }

  /**
   * The same.
   *
   * @param told is told of each fault, and what came of it
   */
  public synchronized List<Undone> undoAll(boolean force, BiConsumer<Undo, Undone> told)
      throws IOException {
    List<Undone> all = new ArrayList<>();
    UndoStore.Content content = store.content();
    store.sweep();
    for (Undo undo : content.undos()) {
      Undone undone = undo(undo);
      if (!undone.done() && force) {
        store.remove(undo);
        undone = new Undone(false, undone.said() + "; it is forgotten");
      }
      told.accept(undo, undone);
      all.add(undone);
    }
    for (Path file : content.damaged()) {
      if (force) {
        Files.deleteIfExists(file);
      }
      all.add(
          new Undone(
              false,
              file
                  + " is no fault to undo"
                  + (force ? "; it is forgotten" : "; look at it, and remove it or use --force")));
    }
    return all;
  }

  /**
   * Records on disk that a process was started for one run and has to end with it. {@link
   * ProcessId#NONE} records that the process is about to be started.
   *
   * @param id unique, and valid as a file name; the process has it as its {@linkplain
   *     ProcessControl#mark mark}
   * @throws IOException if the record could not be written
   */
  public synchronized Undo own(String id, ProcessId process, Instant now) throws IOException {
    Undo undo = new Undo.End(id, process, now);
    store.add(undo);
    return undo;
  }

  /**
   * Why this machine cannot slow processes; empty if it can.
   *
   * @throws IOException if this cannot be determined
   */
  public Optional<String> cannotSlow() throws IOException {
    try {
      control.requireQuota();
      return Optional.empty();
    } catch (ProcessException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
