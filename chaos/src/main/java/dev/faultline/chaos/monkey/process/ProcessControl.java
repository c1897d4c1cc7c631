package dev.faultline.chaos.monkey.process;

import dev.faultline.chaos.monkey.process.ProcessException.Reason;
import dev.faultline.chaos.skew.JvmClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Acts on processes of this machine. A process is identified by its pid <em>and</em> its start
 * time, so a later process with the same pid is never hit. Thread-safe.
 */
public final class ProcessControl {
  /** Where version 2 is mounted: alone, or beside version 1. */
  private static final List<Path> MOUNTS =
      List.of(Path.of("/sys/fs/cgroup/unified"), Path.of("/sys/fs/cgroup"));

  /** How often those are looked for that a process has started while it was killed. */
  private static final int ROUNDS = 100;

  private final Procfs procfs;
  private final Protection protection;
  private final CpuQuota quota;

  /** The control of this machine's processes. */
  public static ProcessControl ofMachine() {
    return of(Procfs.ofMachine());
  }

  /** The control of this machine's processes, seen through the given {@code /proc}. */
  public static ProcessControl of(Procfs procfs) {
    Path mount =
        MOUNTS.stream()
            .filter(path -> Files.exists(path.resolve("cgroup.controllers")))
            .findFirst()
            .orElse(MOUNTS.getLast());
    return of(procfs, mount);
  }

  /** The same, with cgroup version 2 mounted at another place. */
  public static ProcessControl of(Procfs procfs, Path cgroups) {
    return new ProcessControl(procfs, new Protection(procfs), cgroups);
  }

  ProcessControl(Procfs procfs, Protection protection, Path cgroupMount) {
    this.procfs = procfs;
    this.protection = protection;
    this.quota = new CpuQuota(procfs, cgroupMount);
  }

  /** Its view of {@code /proc}. */
  public Procfs procfs() {
    return procfs;
  }

  /** The rules for processes that are never struck. */
  public Protection protection() {
    return protection;
  }

  /**
   * Sends a signal to a process that opted in to {@code group}.
   *
   * @throws ProcessException if it is gone, did not opt in, or is never struck
   * @throws IOException if that cannot be determined
   */
  public void strike(ProcessId id, String group, Signal signal) throws IOException {
    try (PidFd process = PidFd.open(procfs, id)) {
      check(id, group);
      process.send(signal);
    }
  }

  /**
   * Whether a signal changes nothing in a process: it ignores the signal, or has no handler where
   * the default is to do nothing. So it is for the first process of a container with all signals
   * but KILL and STOP.
   */
  public boolean ignores(ProcessId id, Signal signal) throws IOException {
    return procfs.dispositions(id).filter(what -> what.ignores(signal)).isPresent();
  }

  /** Whether a signal that was sent to a process has changed nothing so far, since it blocks it. */
  public boolean keepsBack(ProcessId id, Signal signal) throws IOException {
    return procfs.isAlive(id)
        && procfs.dispositions(id).filter(what -> what.keepsBack(signal)).isPresent();
  }

  /**
   * Whether a process that was stopped has been resumed by somebody since. One that is gone has
   * not.
   */
  public boolean isResumed(ProcessId id) throws IOException {
    // In this order: it has taken the signal, and is not stopped even so.
    return procfs.dispositions(id).filter(what -> !what.awaits(Signal.STOP)).isPresent()
        && procfs
            .view(id.pid())
            .filter(view -> view.id().equals(id) && view.isRunning())
            .isPresent();
  }

  /**
   * Resumes a stopped process; returns false if it is gone, so that there is nothing to do.
   *
   * @throws IOException if it may still be stopped
   */
  public boolean resume(ProcessId id) throws IOException {
    try (PidFd process = PidFd.open(procfs, id)) {
      process.send(Signal.CONT);
      return true;
    } catch (ProcessException e) {
      if (e.reason() == Reason.GONE) {
        return false;
      }
      throw e;
    }
  }

  /**
   * The environment variable that identifies a process started with it, and everything that this
   * process starts.
   */
  public static String mark() {
    return Family.MARK;
  }

  /**
   * The living members of a family: a process that this user has started with a {@link #mark}, and
   * its descendants.
   *
   * @throws IOException if they cannot be determined
   */
  public List<ProcessId> family(ProcessId first, String mark) throws IOException {
    return new Family(procfs, first, mark).living();
  }

  /** Asks each process of a {@link #family} to end, including those that start meanwhile. */
  public void askToEnd(ProcessId first, String mark) throws IOException {
    for (ProcessId id : family(first, mark)) {
      send(id, Signal.TERM);
    }
  }

  /**
   * Kills a {@link #family}; ignores processes that are already gone.
   *
   * @throws IOException if one may still be running
   */
  public void end(ProcessId first, String mark) throws IOException {
    // One may start another one between the look and the signal; what is dead starts nothing.
    List<ProcessId> living = family(first, mark);
    for (int round = 0; round < ROUNDS && !living.isEmpty(); round++) {
      for (ProcessId id : living) {
        send(id, Signal.KILL);
      }
      living = family(first, mark);
    }
  }

  private void send(ProcessId id, Signal signal) throws IOException {
    try (PidFd process = PidFd.open(procfs, id)) {
      Optional<String> reason = protection.reason(id);
      if (reason.isPresent()) {
        throw new ProcessException(Reason.PROTECTED, id + " is never struck: " + reason.get());
      }
      process.send(signal);
    } catch (ProcessException e) {
      if (e.reason() != Reason.GONE) {
        throw e;
      }
    }
  }

  /**
   * Returns normally if this machine can limit CPU time.
   *
   * @throws ProcessException if it cannot, with the reason
   */
  public void requireQuota() throws IOException {
    quota.require();
  }

  /**
   * The cgroup of version 2 that a process is in.
   *
   * @throws ProcessException if this machine cannot limit CPU time with one
   */
  public String cgroup(ProcessId id) throws IOException {
    return quota.before(id);
  }

  /**
   * Limits the CPU time of a process that opted in to {@code group}, in a new cgroup of this name.
   *
   * @param percent of one core
   * @throws ProcessException if it is gone, did not opt in, or is never struck
   */
  public void bound(ProcessId id, String group, String cgroup, int percent) throws IOException {
    check(id, group);
    if (!procfs.isAlive(id)) {
      throw new ProcessException(Reason.GONE, id + " is gone");
    }
    quota.bound(id, cgroup, percent);
  }

  /**
   * Removes the limit.
   *
   * @return in how many periods of the limit the process had to wait; empty if it is not known
   */
  public OptionalLong unbound(String cgroup, String home) throws IOException {
    return quota.release(cgroup, home);
  }

  /**
   * Skews the clock of a JVM that opted in to {@code group}.
   *
   * @throws ProcessException if it is gone, is not a JVM, did not opt in, or is never struck
   */
  public void skew(ProcessId id, String group, Duration offset, double rate) throws IOException {
    check(id, group);
    setClock(id, offset, rate);
  }

  /**
   * Corrects its clock.
   *
   * @return how often the program has read a wrong clock; empty if it is gone, so that there is
   *     nothing to do
   */
  public OptionalLong unskew(ProcessId id) throws IOException {
    if (!procfs.isAlive(id)) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(setClock(id, Duration.ZERO, 1));
    } catch (IOException e) {
      if (!procfs.isAlive(id) || isEnding(id)) {
        return OptionalLong.empty();
      }
      throw e;
    }
  }

  /** Whether it has given its memory back, which it does shortly before it is dead. */
  private boolean isEnding(ProcessId id) throws IOException {
    try {
      return procfs.maps(id).isEmpty();
    } catch (IOException e) {
      if (!procfs.isAlive(id)) {
        return true;
      }
      throw e;
    }
  }

  /**
   * Requires that a process is a JVM, whose clock can be set.
   *
   * @throws ProcessException if it is not
   */
  public void requireJvm(ProcessId id) throws IOException {
    if (!JvmClock.isJvm(procfs.maps(id))) {
      throw new ProcessException(
          Reason.NOT_SUPPORTED, id + " is not a JVM: only the clocks of those can be set");
    }
  }

  private long setClock(ProcessId id, Duration offset, double rate) throws IOException {
    // Held open, so that the pid stays this process's as long as it is not reaped.
    try (PidFd process = PidFd.open(procfs, id)) {
      assert process != null;
      // What attaches sends a signal that ends other programs.
      requireJvm(id);
      return JvmClock.set(id.pid(), offset, rate);
    }
  }

  private void check(ProcessId id, String group) throws IOException {
    Optional<String> reason = protection.reason(id);
    if (reason.isPresent()) {
      throw new ProcessException(Reason.PROTECTED, id + " is never struck: " + reason.get());
    }
    if (!protection.optedIn(id, group)) {
      throw new ProcessException(
          Reason.PROTECTED,
          "%s did not opt in to '%s'; it opts in with %s=%s in its environment, or with that name in a file %s in its working directory"
              .formatted(id, group, Protection.VARIABLE, group, Protection.MARKER));
    }
  }
}
