package dev.faultline.hook;

/** What a program does whose files are redirected, and what no redirect sees of its files. */
public final class ProgramCalls {
  private ProgramCalls() {}

  /** Called before a native library is loaded. */
  public static void library(Class<?> caller, String name) {
    // The JDK's own open no files behind the back of the classes that are redirected.
    if (caller.getClassLoader() != null) {
      FileRedirect.tellUnseen("it loads the native library " + name + ", whose files are not seen");
    }
  }

  /** Called before a process is started. */
  public static void process() {
    FileRedirect.tellUnseen("it starts a process, whose files are not seen");
  }

  /** Called before the JVM ends: the program under test ends, and not its tester. */
  public static void exit(int status) {
    end("System.exit", status);
  }

  /** As {@link #exit}, for a program that halts the JVM without its shutdown hooks. */
  public static void halt(int status) {
    end("Runtime.halt", status);
  }

  private static void end(String call, int status) {
    if (FileRedirect.isOfProgram()) {
      ProgramExit exit = new ProgramExit(call, status);
      FileRedirect.exited(exit);
      throw exit;
    }
  }
}
