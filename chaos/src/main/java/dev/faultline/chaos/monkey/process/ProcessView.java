package dev.faultline.chaos.monkey.process;

import java.util.List;

/**
 * A process as the system showed it at one moment.
 *
 * @param id which one
 * @param parent the pid of its parent; 0 for the first
 * @param state the letter of proc_pid_stat(5), such as R, S, T for stopped, Z for a zombie
 * @param command its words; empty for threads of the kernel and for zombies
 */
public record ProcessView(ProcessId id, int parent, char state, List<String> command) {
  public ProcessView {
    command = List.copyOf(command);
  }

  /** Whether it can work: it is neither a zombie nor stopped. */
  public boolean isRunning() {
    return !isDead() && state != 'T' && state != 't';
  }

  /** Whether it has ended and only waits for its parent to collect its exit code. */
  public boolean isDead() {
    return state == 'Z' || state == 'X';
  }

  /** Its command as one line. */
  public String commandLine() {
    return String.join(" ", command);
  }
}
