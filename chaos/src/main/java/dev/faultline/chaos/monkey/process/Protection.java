package dev.faultline.chaos.monkey.process;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides which processes are never struck: process 1, this process and its ancestors, and every
 * process that did not opt in to a group. Thread-safe.
 */
public final class Protection {
  /** The variable of a process's environment that names its groups, separated by commas. */
  public static final String VARIABLE = "FAULTLINE_MONKEY";

  /** The file in a process's working directory that does the same, a group in each line. */
  public static final String MARKER = ".faultline-monkey";

  /** Deeper than any line of parents. */
  private static final int DEEPEST = 10_000;

  private final Procfs procfs;
  private final int self;
  private final Set<ProcessId> adopted = ConcurrentHashMap.newKeySet();

  /** For this process. */
  public Protection(Procfs procfs) {
    this(procfs, (int) ProcessHandle.current().pid());
  }

  Protection(Procfs procfs, int self) {
    this.procfs = procfs;
    this.self = self;
  }

  /**
   * The reason why this process is never struck; empty if it may be struck.
   *
   * @throws IOException if this cannot be determined; the process must then not be struck
   */
  public Optional<String> reason(ProcessId id) throws IOException {
    if (id.pid() == 1) {
      return Optional.of("pid 1 keeps the system up");
    }
    int ancestor = self;
    for (int depth = 0; ancestor > 0; depth++) {
      if (ancestor == id.pid()) {
        return Optional.of(id + (ancestor == self ? " is this process" : " started this process"));
      }
      Optional<ProcessView> view = procfs.view(ancestor);
      if (view.isEmpty() || depth == DEEPEST) {
        throw new IOException("the parents of this process cannot be told: no pid " + ancestor);
      }
      ancestor = view.get().parent();
    }
    return Optional.empty();
  }

  /**
   * Treats a process as opted in to every group: the caller has started it in order to strike it.
   */
  public void adopt(ProcessId id) {
    adopted.add(id);
  }

  /**
   * Whether a process opted in to {@code group}, by its environment or by a file where it runs.
   *
   * @throws IOException if this cannot be determined; the process then counts as not opted in
   */
  public boolean optedIn(ProcessId id, String group) throws IOException {
    if (adopted.contains(id)) {
      return true;
    }
    Optional<String> variable = procfs.environment(id, VARIABLE);
    if (variable.isPresent() && List.of(variable.get().split(",")).contains(group)) {
      return true;
    }
    Optional<String> marker = procfs.fileBeside(id, MARKER);
    return marker.isPresent() && marker.get().lines().map(String::strip).anyMatch(group::equals);
  }
}
