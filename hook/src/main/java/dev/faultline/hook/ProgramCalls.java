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
    if (FileRedirect.own() != null) {
      throw new ProgramExit(status);
    }
  }
}
