package dev.faultline.chaos.monkey.process;

/**
 * The unique identity of a process: the system may reuse the pid later, but not with the same start
 * time.
 *
 * @param pid as the system numbers it now
 * @param startTicks when it started, in clock ticks of the system since it booted; field 22 of
 *     {@code /proc/PID/stat}, see proc_pid_stat(5). Two processes of one pid in one tick would need
 *     all other pids to be used up within 10 ms.
 */
public record ProcessId(int pid, long startTicks) {
  /** The id of a process that has not been started yet. */
  public static final ProcessId NONE = new ProcessId(0, 0);

  @Override
  public String toString() {
    return "pid " + pid + " (start " + startTicks + ")";
  }
}
