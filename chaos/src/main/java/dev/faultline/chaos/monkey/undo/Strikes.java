package dev.faultline.chaos.monkey.undo;

import dev.faultline.chaos.monkey.process.ProcessControl;
import dev.faultline.chaos.monkey.process.ProcessException;
import dev.faultline.chaos.monkey.process.ProcessFault;
import dev.faultline.chaos.monkey.process.ProcessId;
import dev.faultline.chaos.monkey.process.Signal;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Strikes processes, and undoes it. What lasts is on disk before it begins, and until it is over.
 * Thread-safe.
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
   * @param id unique, fit for the name of a file and of a cgroup
   * @return what undoes it; empty where nothing can
   * @throws IOException where nothing was done, or what was done has been undone
   */
  public synchronized Optional<Undo> strike(
      String id, ProcessId process, String group, ProcessFault fault, Instant now)
      throws IOException {
    return switch (fault) {
      case ProcessFault.Send(var signal) -> {
        control.strike(process, group, signal);
        yield Optional.empty();
      }
      case ProcessFault.Pause pause -> {
        Undo undo = new Undo.Resume(id, process, now);
        store.add(undo);
        try {
          control.strike(process, group, Signal.STOP);
        } catch (IOException | RuntimeException e) {
          // Nothing was sent.
          store.remove(undo);
          throw e;
        }
        yield Optional.of(undo);
      }
      case ProcessFault.Slow(int percent, var _) -> {
        Undo undo = new Undo.Unbound(id, process, now, "faultline-" + id, control.cgroup(process));
        store.add(undo);
        try {
          control.bound(process, group, "faultline-" + id, percent);
        } catch (IOException | RuntimeException e) {
          // It may have got half the way: the file stays where that cannot be undone.
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

  /** Undoes a fault; where it fails three times, it stays on disk. */
  public synchronized Undone undo(Undo undo) {
    String failure = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        String said = perform(undo);
        store.remove(undo);
        return new Undone(undo, true, said);
      } catch (IOException e) {
        failure = e.getClass().getSimpleName() + ": " + e.getMessage();
      }
    }
    return new Undone(undo, false, "cannot " + undo + ": " + failure);
  }

  private String perform(Undo undo) throws IOException {
    return switch (undo) {
      case Undo.Resume resume -> {
        if (isStoppedBesides(resume)) {
          yield resume.process() + " stays stopped by another fault";
        }
        yield control.resume(resume.process())
            ? resume.process() + " goes on"
            : resume.process() + " is gone, nothing to undo";
      }
      case Undo.End end -> {
        control.end(end.process());
        yield end.process() + " has ended";
      }
      case Undo.Unbound unbound -> {
        control.unbound(unbound.cgroup(), unbound.home());
        yield unbound.process() + " has its CPU time back";
      }
    };
  }

  private boolean isStoppedBesides(Undo.Resume resume) throws IOException {
    return store.pending().stream()
        .anyMatch(other ->
            other instanceof Undo.Resume(var id, var process, var _)
                && process.equals(resume.process())
                && !id.equals(resume.id()));
  }

  /**
   * Undoes all that is on disk, the newest first.
   *
   * @param force forget what cannot be undone, and say so
   * @throws IOException where it cannot be told what is to be undone
   */
  public synchronized List<Undone> undoAll(boolean force) throws IOException {
    List<Undone> all = new ArrayList<>();
    for (Undo undo : store.pending()) {
      Undone undone = undo(undo);
      if (!undone.done() && force) {
        store.remove(undo);
        undone = new Undone(undo, false, undone.said() + "; it is forgotten");
      }
      all.add(undone);
    }
    return all;
  }

  /**
   * Puts on disk that a process was started only for a run, and is to be ended with it.
   *
   * @param id unique, fit for the name of a file
   * @throws IOException where it is not on disk
   */
  public synchronized Undo own(String id, ProcessId process, Instant now) throws IOException {
    Undo undo = new Undo.End(id, process, now);
    store.add(undo);
    return undo;
  }

  /**
   * Why this machine cannot slow processes; empty where it can.
   *
   * @throws IOException where it cannot be told
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
