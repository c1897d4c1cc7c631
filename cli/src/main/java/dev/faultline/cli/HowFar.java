package dev.faultline.cli;

import java.util.function.LongFunction;

/**
 * What Ctrl-C and SIGTERM get from work that has no result before its end: how far it was. The JVM
 * then exits with 130 or 143 by itself. Where code under test ends the JVM, {@link ExitWatch}
 * tells.
 */
final class HowFar implements AutoCloseable {
  private final LongFunction<String> text;
  private final Terminal terminal;
  private final long start = System.nanoTime();
  private final Thread hook;

  private HowFar(LongFunction<String> text, Terminal terminal) {
    this.text = text;
    this.terminal = terminal;
    this.hook = new Thread(this::tell, "faultline-how-far");
  }

  /**
   * Tells until it is closed.
   *
   * @param text how far it is, from the time since the start in nanoseconds
   */
  static HowFar of(LongFunction<String> text, Terminal terminal) {
    HowFar told = new HowFar(text, terminal);
    try {
      Runtime.getRuntime().addShutdownHook(told.hook);
    } catch (IllegalStateException e) {
      // The process is ending already, and nothing was done yet.
    }
    return told;
  }

  private void tell() {
    if (ExitWatch.isExitCalled()) {
      return;
    }
    terminal
        .err()
        .println(
            (terminal.canRedraw() ? ProgressDisplay.CLEAR_LINE : "")
                + "faultline: interrupted, without a result; "
                + text.apply(System.nanoTime() - start));
    terminal.err().flush();
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook has told or will.
    }
  }
}
