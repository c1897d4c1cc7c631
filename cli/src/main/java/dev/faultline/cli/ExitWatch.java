package dev.faultline.cli;

import java.util.Map;

/**
 * Notices that code under test, which runs in this JVM, ends it: with an exit code of 0 that would
 * pass for a result. A signal that ends the JVM, such as Ctrl-C, is none of its business.
 */
final class ExitWatch implements AutoCloseable {
  private final Terminal terminal;
  private final String who;
  private final Thread hook;

  private ExitWatch(Terminal terminal, String who) {
    this.terminal = terminal;
    this.who = who;
    this.hook = new Thread(this::ending, "exit-watch");
  }

  /**
   * Watches until it is closed.
   *
   * @param who may call {@link System#exit}, for the message
   */
  static ExitWatch of(Terminal terminal, String who) {
    ExitWatch watch = new ExitWatch(terminal, who);
    Runtime.getRuntime().addShutdownHook(watch.hook);
    return watch;
  }

  private void ending() {
    if (isExitCalled()) {
      terminal
          .err()
          .println(
              "faultline: "
                  + who
                  + " ended the JVM with System.exit or Runtime.halt, so nothing is known; let it"
                  + " return, or throw where a state is bad");
      terminal.err().flush();
      Runtime.getRuntime().halt(ExitCode.USAGE.number());
    }
  }

  /** Whether code in this JVM ends it, and no signal does. */
  static boolean isExitCalled() {
    return Thread.getAllStackTraces().entrySet().stream().anyMatch(ExitWatch::calledExit);
  }

  /** Signals end the JVM by another way. */
  private static boolean calledExit(Map.Entry<Thread, StackTraceElement[]> thread) {
    for (StackTraceElement frame : thread.getValue()) {
      if (frame.getClassName().equals("java.lang.Runtime")
          && frame.getMethodName().equals("exit")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It is ending.
    }
  }
}
