package dev.faultline.chaos.monkey.process;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A signal of Linux on x86-64 and AArch64, by signal(7).
 *
 * @param number from 1 to 64
 */
public record Signal(int number) {
  private static final List<String> NAMES =
      List.of(
          "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
          "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
          "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS");

  public static final Signal KILL = named("KILL");
  public static final Signal TERM = named("TERM");
  public static final Signal STOP = named("STOP");
  public static final Signal CONT = named("CONT");

  /** Whose action is to stop a process, unless it says otherwise; nobody can for STOP. */
  private static final Set<Signal> STOPPING =
      Set.of(STOP, named("TSTP"), named("TTIN"), named("TTOU"));

  /** How many there are. */
  private static final int LAST = 64;

  public Signal {
    if (number < 1 || number > LAST) {
      throw new IllegalArgumentException("signal is " + number + ", expected 1 to " + LAST);
    }
  }

  /**
   * The signal of this name, with or without SIG, or of this number.
   *
   * @throws IllegalArgumentException if the text is invalid; the message names the text and what
   *     was expected
   */
  public static Signal named(String text) {
    String name = text.toUpperCase(Locale.ROOT);
    int at = NAMES.indexOf(name.startsWith("SIG") ? name.substring(3) : name);
    if (at >= 0) {
      return new Signal(at + 1);
    }
    if (name.matches("[0-9]{1,2}")) {
      return new Signal(Integer.parseInt(name));
    }
    throw new IllegalArgumentException(
        "there is no signal '" + text + "', expected a name such as TERM or USR1, or 1 to " + LAST);
  }

  /** Whether it stops a process, so that only CONT lets it go on. */
  public boolean stops() {
    return STOPPING.contains(this);
  }

  @Override
  public String toString() {
    return number <= NAMES.size() ? "SIG" + NAMES.get(number - 1) : "signal " + number;
  }
}
