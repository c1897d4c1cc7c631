package dev.faultline.chaos.monkey.process;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * What a process does with signals, as {@code /proc/PID/status} shows it; see proc_pid_status(5)
 * and signal(7).
 *
 * @param ignored the mask of those that it ignores
 * @param caught the mask of those that it has a handler for
 * @param blocked the mask of those that its first thread does not take for now
 * @param pending the mask of those that wait for it
 * @param first whether it is the first process of a container, which has no default actions
 */
record Dispositions(long ignored, long caught, long blocked, long pending, boolean first) {
  /** What happens by default is nothing. */
  private static final Set<Signal> IGNORED_BY_DEFAULT =
      Set.of(Signal.named("CHLD"), Signal.named("URG"), Signal.named("WINCH"), Signal.CONT);

  /** Parses such a file. */
  static Dispositions parse(String status) throws IOException {
    String[] pids = field(status, "NSpid").orElse("").split("\\s+");
    return new Dispositions(
        mask(status, "SigIgn"),
        mask(status, "SigCgt"),
        mask(status, "SigBlk"),
        mask(status, "SigPnd") | mask(status, "ShdPnd"),
        pids.length > 1 && pids[pids.length - 1].equals("1"));
  }

  /** Whether the signal changes nothing. Nothing ignores KILL and STOP. */
  boolean ignores(Signal signal) {
    if (signal.equals(Signal.KILL) || signal.equals(Signal.STOP)) {
      return false;
    }
    return contains(ignored, signal)
        || (!contains(caught, signal) && (first || IGNORED_BY_DEFAULT.contains(signal)));
  }

  /** Whether the signal has been sent and has not been taken yet. */
  boolean awaits(Signal signal) {
    return contains(pending, signal);
  }

  /** Whether the signal has been sent and is kept back, so that nothing has come of it. */
  boolean keepsBack(Signal signal) {
    return awaits(signal) && contains(blocked, signal);
  }

  private static boolean contains(long mask, Signal signal) {
    return (mask >>> (signal.number() - 1) & 1) == 1;
  }

  private static long mask(String status, String name) throws IOException {
    String text =
        field(status, name)
            .orElseThrow(() -> new IOException("the status of a process has no " + name));
    try {
      return Long.parseUnsignedLong(text, 16);
    } catch (NumberFormatException e) {
      throw new IOException(name + " of a process is '" + text + "', expected a mask", e);
    }
  }

  private static Optional<String> field(String status, String name) {
    return status
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst();
  }
}
